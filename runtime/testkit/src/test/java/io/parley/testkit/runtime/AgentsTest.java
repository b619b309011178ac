package io.parley.testkit.runtime;

import static io.parley.testkit.runtime.TestParleyTest.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.agent.AgentMessage;
import io.parley.api.agent.AgentMessages;
import io.parley.api.agent.Priority;
import io.parley.api.event.Cursor;
import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages between agents, on Parley as a whole. */
@Timeout(60)
class AgentsTest {

    private TestParley parley = TestParley.start();

    @BeforeEach
    void agents() {
        for (String agent : List.of("anna", "bert/1", "c+d")) {
            // Kept for ever, so that a detached one lives through a restart.
            get(parley.sessions().open(new OpenRequest(agent, "p", false, Duration.ofDays(30), end -> {})));
        }
    }

    @AfterEach
    void close() {
        parley.close();
    }

    private AgentMessage send(String from, String to, Priority priority, String text) {
        AgentMessage message = AgentMessage.text(from, to, "task.assigned", priority, text);
        get(parley.agents().send(message));
        return message;
    }

    private List<AgentMessage> log(String agent) {
        return get(parley.agents().log(Optional.of(agent).filter(name -> !name.isEmpty()), Optional.empty(), 1_000))
                .messages();
    }

    private final class Inbox implements Flow.Subscriber<Delivery> {

        final List<Message> seen = new CopyOnWriteArrayList<>();

        Inbox(String agent) {
            parley.messages()
                    .consume(Address.session(agent), ConsumeOptions.DEFAULT)
                    .subscribe(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Delivery delivery) {
            seen.add(delivery.message());
            delivery.ack();
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            // Parley was closed.
        }
    }

    @Test
    void theRecipientGetsItAndTheLogHasItAsItWasSent() {
        AgentMessage sent = send("bert/1", "anna", Priority.URGENT, "do it");
        AgentMessage other = send("anna", "c+d", Priority.LOW, "some day");
        Inbox inbox = new Inbox("anna");
        parley.settle();
        assertEquals(1, inbox.seen.size());
        Message got = inbox.seen.get(0);
        assertEquals(sent.id(), got.id());
        assertEquals(9, got.priority());
        assertEquals("bert/1", got.headers().first(AgentMessage.SOURCE).orElseThrow());
        assertEquals("task.assigned", got.headers().first(AgentMessage.TYPE).orElseThrow());
        assertEquals(sent.time(), got.time());
        assertEquals(Address.session("anna"), got.address());
        assertEquals(List.of(sent, other), log("anna"));
        assertEquals(List.of(sent), log("bert/1"));
        assertEquals(List.of(other), log("c+d"));
        assertEquals(List.of(sent, other), log(""));
        assertEquals(List.of(), log("d"));
    }

    @Test
    void aMessageToNobodyIsRefusedAndNotLogged() {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> send("anna", "nobody", Priority.HIGH, "hello?"));
        assertEquals(Reason.NOT_FOUND, refused.reason());
        assertEquals("There is no agent 'nobody': no session has that id", refused.getMessage());
        assertEquals(List.of(), log(""));
        assertThrows(IllegalArgumentException.class, () -> send("", "anna", Priority.HIGH, "who?"));
        assertThrows(IllegalArgumentException.class, () -> send("a".repeat(1_001), "anna", Priority.HIGH, "long"));
    }

    @Test
    void messagesAndLogSurviveACrash() {
        List<AgentMessage> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(send("bert/1", "anna", Priority.values()[i % 4], "" + i));
        }
        parley = parley.restart();
        assertEquals(sent, log("anna"));
        sent.add(send("anna", "anna", Priority.MEDIUM, "to myself"));
        assertEquals(sent, log("anna"), "what one writes to oneself comes once");
        Inbox inbox = new Inbox("anna");
        parley.settle();
        assertEquals(21, inbox.seen.size());
    }

    @Test
    void pagesStayWhereTheyAreWhileTheLogChanges() {
        List<AgentMessage> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sent.add(send("bert/1", i % 2 == 0 ? "anna" : "c+d", Priority.MEDIUM, "" + i));
        }
        List<AgentMessage> read = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        AgentMessages.Page page;
        do {
            page = get(parley.agents().log(Optional.of("bert/1"), next, 7));
            read.addAll(page.messages());
            next = page.next();
            if (sent.size() < 33) {
                sent.add(send("c+d", "bert/1", Priority.HIGH, "" + sent.size()));
            }
        } while (page.more());
        assertEquals(sent.subList(0, read.size()), read);
        assertTrue(read.size() >= 30);
        AgentMessages.Page rest = get(parley.agents().log(Optional.of("bert/1"), next, 7));
        assertEquals(sent.subList(read.size(), sent.size()), rest.messages());
        assertEquals(
                "The limit is from 1 to 1000, not 0",
                assertThrows(
                                RefusedException.class,
                                () -> get(parley.agents().log(Optional.empty(), Optional.empty(), 0)))
                        .getMessage());
    }

    /** What interceptors make of a message is logged as it is sent on. */
    @Test
    void whatAnInterceptorHoldsBackIsLoggedAtOnce() {
        parley.add(
                (Interceptor) (message, sender) -> CompletableFuture.completedStage(new Verdict.Pass(message.with()
                        .deliverAt(parley.now().plus(Duration.ofMinutes(1)))
                        .build())),
                "later");
        AgentMessage sent = send("bert/1", "anna", Priority.MEDIUM, "later");
        Inbox inbox = new Inbox("anna");
        parley.settle();
        assertEquals(List.of(sent), log("anna"));
        assertEquals(0, inbox.seen.size());
        parley.advance(Duration.ofMinutes(1));
        assertEquals(1, inbox.seen.size());
        assertEquals(List.of(sent), log("anna"));
    }

    @Test
    void theNewestCanBeHadByThemselves() {
        List<AgentMessage> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sent.add(send(i % 2 == 0 ? "bert/1" : "anna", "c+d", Priority.MEDIUM, "" + i));
        }
        AgentMessages.Page all = get(parley.agents().recent(Optional.of("c+d"), 10));
        assertEquals(sent.subList(20, 30), all.messages());
        assertTrue(all.more());
        AgentMessage later = send("anna", "bert/1", Priority.MEDIUM, "later");
        assertEquals(
                List.of(later),
                get(parley.agents().log(Optional.empty(), all.next(), 10)).messages());
        assertEquals(
                List.of(sent.get(28), later),
                get(parley.agents().recent(Optional.of("bert/1"), 2)).messages());
        AgentMessages.Page few = get(parley.agents().recent(Optional.of("bert/1"), 1_000));
        assertEquals(16, few.messages().size());
        assertFalse(few.more());
        assertEquals(List.of(), get(parley.agents().recent(Optional.of("d"), 1)).messages());
        assertThrows(RefusedException.class, () -> get(parley.agents().recent(Optional.empty(), 1_001)));
    }

    @Test
    void theLogIsBounded() {
        parley.configure("io.parley.agent", Map.of("log.messages", "5"));
        List<AgentMessage> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(send("bert/1", "anna", Priority.MEDIUM, "" + i));
        }
        AgentMessage other = send("anna", "c+d", Priority.MEDIUM, "kept for itself");
        parley.advance(Duration.ofSeconds(30));
        List<AgentMessage> expected = new ArrayList<>(sent.subList(15, 20));
        expected.add(other);
        assertEquals(expected, log(""));
        parley.advance(Duration.ofHours(200));
        assertEquals(List.of(), log(""), "a week is over");
    }
}
