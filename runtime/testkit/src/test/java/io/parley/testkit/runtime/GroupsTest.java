package io.parley.testkit.runtime;

import static io.parley.testkit.runtime.TestParleyTest.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Event;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that talk to each other: in groups, and by request and reply, on Parley as a whole. */
@Timeout(60)
class GroupsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private TestParley parley = TestParley.start();

    @AfterEach
    void close() {
        parley.close();
    }

    private Opened open(String session) {
        return get(parley.sessions().open(new OpenRequest(session, "anna", false, Duration.ofDays(30), end -> {})));
    }

    private static Reason refusal(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS));
        return assertInstanceOf(RefusedException.class, failure.getCause()).reason();
    }

    /** What comes to an inbox or a topic, done with at once. */
    private static final class Taken implements Flow.Subscriber<Delivery> {

        private final BlockingQueue<Message> all = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(100);
        }

        @Override
        public void onNext(Delivery delivery) {
            delivery.ack();
            all.add(delivery.message());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        Message next() {
            try {
                Message message = all.poll(10, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("Nothing came");
                }
                return message;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        String text() {
            return new String(next().payload().toBytes());
        }
    }

    private Taken inbox(String session) {
        Taken taken = new Taken();
        parley.messages()
                .consume(Address.session(session), ConsumeOptions.DEFAULT)
                .subscribe(taken);
        return taken;
    }

    private void send(Address to, String text) {
        get(parley.messages().send(Message.to(to).payload(text).build()));
    }

    private List<String> members(String group) {
        return parley.groups().members(group, Optional.empty(), 10).stream()
                .map(Session::id)
                .toList();
    }

    @Test
    void sessionsJoinAndLeaveAndAreReachedTogether() {
        open("a");
        open("b");
        assertTrue(get(parley.groups().join("a", "team")));
        assertFalse(get(parley.groups().join("a", "team")));
        assertTrue(get(parley.groups().join("b", "team")));
        assertTrue(get(parley.groups().join("b", "boss")));
        assertEquals(List.of("boss", "team"), get(parley.groups().groupsOf("b")));
        assertEquals(List.of("a", "b"), members("team"));
        Taken a = inbox("a");
        Taken b = inbox("b");
        send(Address.group("team"), "to both");
        assertEquals(List.of("to both", "to both"), List.of(a.text(), b.text()));
        assertTrue(get(parley.groups().leave("a", "team")));
        assertFalse(get(parley.groups().leave("a", "team")));
        send(Address.group("team"), "to b");
        send(Address.session("a"), "only this");
        assertEquals(List.of("only this", "to b"), List.of(a.text(), b.text()));
        assertEquals(Reason.NOT_FOUND, refusal(parley.groups().join("nobody", "team")));
        assertFalse(get(parley.groups().leave("nobody", "team")));
        assertThrows(IllegalArgumentException.class, () -> parley.groups().members("team", Optional.empty(), 0));
        assertThrows(IllegalArgumentException.class, () -> parley.groups().groups(Optional.empty(), 1_001));
    }

    @Test
    void groupsAreThereAfterARestart() {
        open("a");
        get(parley.groups().join("a", "team"));
        parley = parley.restart();
        assertEquals(List.of("a"), members("team"));
        assertEquals(List.of("team"), get(parley.groups().groupsOf("a")));
        Taken a = inbox("a");
        send(Address.group("team"), "still there");
        assertEquals("still there", a.text());
        get(parley.sessions().close("a"));
        assertEquals(List.of(), members("team"));
    }

    @Test
    void presenceFollowsTheLifeOfMembers() {
        open("watcher");
        get(parley.groups().join("watcher", "team"));
        BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        parley.events().subscribe(Subscription.live("$parley/groups/team")).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(100);
                changes.add("subscribed");
            }

            @Override
            public void onNext(Event event) {
                String text = new String(event.message().payload().toBytes());
                changes.add(text.replaceAll(".*session\":\"(.*)\",\"change\":\"(.*)\".*", "$1 $2"));
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
        expect(changes, "subscribed");
        Opened opened = open("a");
        get(parley.groups().join("a", "team"));
        expect(changes, "a joined");
        get(parley.sessions().detach("a", opened.hold()));
        expect(changes, "a detached");
        open("a");
        expect(changes, "a attached");
        get(parley.sessions().close("a"));
        expect(changes, "a ended");
    }

    private static void expect(BlockingQueue<String> changes, String expected) {
        try {
            assertEquals(expected, changes.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Message> asking(String session, Duration deadline) {
        Message request =
                Message.to(Address.session(session)).payload("how are you?").build();
        return parley.messages().request(request, deadline).toCompletableFuture();
    }

    @Test
    void aSessionAnswersARequestWithinItsDeadline() throws Exception {
        open("a");
        Taken a = inbox("a");
        CompletableFuture<Message> asked = asking("a", MINUTE);
        Message request = a.next();
        assertEquals(Address.Kind.QUEUE, request.replyTo().orElseThrow().kind());
        assertTrue(request.expiresAt().isPresent(), "nobody is to work in vain");
        get(parley.messages().send(request.reply().payload("fine").build()));
        assertEquals(
                "fine", new String(asked.get(10, TimeUnit.SECONDS).payload().toBytes()));
    }

    @Test
    void aRequestThatNobodyAnswersInTimeFailsAndIsNotDeliveredLater() {
        open("a");
        CompletableFuture<Message> asked = asking("a", Duration.ofSeconds(30));
        parley.advance(Duration.ofSeconds(31));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS));
        assertInstanceOf(TimeoutException.class, failure.getCause());
        assertTrue(
                failure.getCause().getMessage().contains("session:a"),
                failure.getCause().getMessage());
        Taken a = inbox("a");
        send(Address.session("a"), "next");
        assertEquals("next", a.text());
    }

    @Test
    void aRequestToAnUnknownSessionIsRefusedAtOnce() {
        assertEquals(Reason.NOT_FOUND, refusal(asking("nobody", MINUTE)));
    }

    @Test
    void aSessionAsksAnotherOneAndGetsTheReplyInItsInbox() {
        open("a");
        open("b");
        get(parley.messages()
                .send(Message.to(Address.session("b"))
                        .replyTo(Address.session("a"))
                        .correlationId("17")
                        .payload("question")
                        .build()));
        Message question = inbox("b").next();
        get(parley.messages().send(question.reply().payload("answer").build()));
        Message answer = inbox("a").next();
        assertEquals(Optional.of("17"), answer.correlationId());
        assertEquals("answer", new String(answer.payload().toBytes()));
    }
}
