package io.parley.search.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.MessageSearch;
import io.parley.api.search.MessageSearch.Hit;
import io.parley.api.search.MessageSearch.Page;
import io.parley.engine.contract.Histories;
import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MessageSearchTest {

    @TempDir
    Path folder;

    private MessageHost host;

    @BeforeEach
    void begin() {
        host = new MessageHost(folder.resolve("search"));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Reason refused(String text, Optional<String> after, int limit) {
        return assertThrows(RefusedException.class, () -> host.page(text, Optional.empty(), after, limit))
                .reason();
    }

    @Test
    void messagesAreFoundByWhatTheySay() {
        Message said = host.say("anna/1", "bert+2", "Shall we take the night-train to Oslo?");
        Instant time = Instant.ofEpochMilli(host.timers.now());
        host.say("bert+2", "anna/1", "Rather the ferry to Oslo");
        host.say("carl", "dora", "{\"text\": \"By bus\"}");
        Message event = host.publish(
                Address.topic("chat/all"),
                message -> message.payload("Oslo is cold").header("type", "weather"));
        for (String text : List.of(
                "night-train", "TRAIN tak", "shall osl", said.id().toString().substring(0, 30))) {
            assertEquals(List.of("Shall we take the night-train to Oslo?"), host.found(text), text);
        }
        for (String text :
                List.of("rain", "bergen", "train ferry", "-", "*", "bu?gen", "text:train", "\"train\" OR bus", "*:*")) {
            assertEquals(List.of(), host.found(text), text);
        }
        assertEquals(
                List.of("Oslo is cold", "Rather the ferry to Oslo", "Shall we take the night-train to Oslo?"),
                host.found("oslo"));
        Page ofAnna = host.page("oslo", Optional.of("anna/1"), Optional.empty(), 10);
        assertEquals(2, ofAnna.totalCount());
        assertEquals(
                0, host.page("oslo", Optional.of("anna"), Optional.empty(), 10).totalCount());
        Hit hit = ofAnna.hits().get(1);
        assertEquals(
                new Hit(
                        said.id(),
                        hit.place(),
                        "$agents/anna%2F1/bert%2B2",
                        "anna/1",
                        "bert+2",
                        "",
                        time,
                        hit.excerpt()),
                hit);
        Hit other =
                host.page("cold", Optional.empty(), Optional.empty(), 10).hits().get(0);
        assertEquals(
                List.of(event.id(), "chat/all", "", "", "weather"),
                List.of(other.id(), other.topic(), other.from(), other.to(), other.type()));
        assertEquals(
                "Rather the ferry to Oslo".length(),
                MessageHost.get(host.histories.read(List.of("$agents/+/+"), Optional.of(hit.place()), 1))
                        .events()
                        .get(0)
                        .message()
                        .payload()
                        .size(),
                "the log goes on behind the place");
    }

    @Test
    void onlyWhatIsConfiguredIsIndexed() {
        host.histories.keep("other", new Histories.Keeping("other/#", 0, 0, 0));
        host.publish(Address.topic("other/a"), message -> message.payload("common"));
        host.publish(Address.topic("chat/a"), message -> message.payload("common"));
        host.say("anna", "bert", "common");
        assertEquals(2, host.found("common").size());
        host.end();
        host.settings = MessageHost.settings(host.settings.folder(), "other/+", "chat/#");
        host.begin();
        assertEquals(2, host.found("common").size());
        assertEquals(
                0,
                host.page("common", Optional.of("anna"), Optional.empty(), 10).totalCount());
        assertEquals(2, host.search.keeping().size(), "what is no longer configured is taken out");
    }

    @Test
    void whatIsNoTextHasNoRowAndBreaksNothing() {
        host.publish(Address.topic("chat/a"), message -> message.payload(Payload.copyOf(new byte[] {0, 1, 2})));
        host.publish(
                Address.topic("chat/a"), message -> message.payload("common").contentType("image/png"));
        host.publish(Address.topic("chat/a"), message -> message.payload("x".repeat(100_000) + " common"));
        host.publish(Address.topic("chat/a"), message -> message.payload("word ".repeat(100_000)));
        host.publish(Address.topic("chat/a"), message -> message.payload("common"));
        host.publish(Address.topic("chat/" + "a".repeat(9_000)), message -> message.payload("common"));
        host.publish(Address.topic("chat/" + "\uD800ä".repeat(3_000)), message -> message.payload("common"));
        assertEquals(List.of("common", "common"), host.found("common"));
        assertEquals(1, host.found("word").size());
        assertEquals(2, host.search.feed().without());
        assertEquals(4, host.search.keeping().size());
        host = host.restart();
        assertEquals(2, host.found("common").size());
        assertEquals(4, host.search.keeping().size());
    }

    @Test
    void pagesGiveEachMessageOnceAndTotalsAreExactWhateverChanges() {
        int count = 1_100;
        for (int i = 0; i < count; i++) {
            host.say("a" + i % 7, "b", "common " + i);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int round = 0;
        do {
            Page page = host.page("common", Optional.empty(), next, 100);
            page.hits().forEach(hit -> seen.add(hit.excerpt()));
            assertEquals(count + round, page.totalCount());
            next = page.next();
            host.say("new", "b", "common new " + round++);
        } while (next.isPresent());
        List<String> expected = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            expected.add("common " + i);
        }
        assertEquals(expected, seen, "the newest first, and none that came meanwhile");
    }

    @Test
    void whatTheHistoryGivesUpIsNoLongerFound() {
        for (int i = 0; i < 10; i++) {
            host.say("a", "b", "common a" + i);
            host.say("c", "d", "common c" + i % 2);
        }
        assertEquals(20, host.found("common").size());
        Page page = host.page("common", Optional.empty(), Optional.empty(), 3);
        host.keep(4);
        do {
            host.timers.advance(Duration.ofSeconds(10));
        } while (host.found("common").size() > 8);
        assertEquals(List.of("common a9", "common a8", "common a7", "common a6"), host.found("a"));
        assertEquals(
                5,
                host.page("common", Optional.empty(), page.next(), 100).hits().size());
        assertEquals(8, host.search.keeping().size());
        host.end();
        host.keep(1);
        do {
            host.timers.advance(Duration.ofSeconds(10));
        } while (MessageHost.get(host.histories.kept(List.of("$agents/+/+"))).stream()
                .anyMatch(one -> one.first() < one.last()));
        host.begin();
        assertEquals(List.of("common c1", "common a9"), host.found("common"), "also while there was no search");
        assertEquals(2, host.search.keeping().size());
    }

    @Test
    void whatHasExpiredIsNoLongerFound() {
        long now = host.timers.now();
        host.publish(
                Address.topic("chat/a"),
                message -> message.payload("common one").expiresAtMillis(now + 5_000));
        host.publish(Address.topic("chat/a"), message -> message.payload("common two"));
        host.publish(
                Address.topic("chat/b"), message -> message.payload("common").expiresAtMillis(now + 5_000));
        assertEquals(3, host.found("common").size());
        host.timers.advance(Duration.ofSeconds(5));
        assertEquals(List.of("common two"), host.found("common"));
        host = host.restart();
        assertEquals(List.of("common two"), host.found("common"));
        assertEquals(1, host.search.keeping().size());
    }

    @Test
    void theIndexIsTakenUpAfterARestartAndCatchesUp() {
        host.say("a", "b", "common one");
        host.say("a", "c", "common two");
        assertEquals(2, host.found("common").size());
        host.end();
        host.say("a", "b", "common three");
        host.say("x", "y", "common four");
        List<String> read = new ArrayList<>();
        Histories histories = host.histories;
        host.histories = instead(histories, (method, given) -> {
            if (method.equals("read")) {
                read.add("" + given[0]);
            }
            return null;
        });
        host.begin();
        assertEquals(List.of("common four", "common three", "common two", "common one"), host.found("common"));
        assertEquals(
                List.of("[$agents/a/b]", "[$agents/x/y]"),
                read.stream().sorted().toList(),
                "what is new alone");
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(4, host.found("common").size());
        assertEquals(4, host.search.keeping().size());
    }

    @Test
    void anIndexThatIsMissingOrDamagedIsBuiltAnew() throws IOException {
        host.say("a", "b", "common one");
        host.say("a", "c", "common two");
        Path index = host.settings.messageFolder();
        for (String damage : List.of("gone", "emptied")) {
            host.end();
            try (Stream<Path> files = Files.list(index)) {
                for (Path file : files.filter(one -> !damage.equals("emptied")
                                || one.getFileName().toString().startsWith("segments"))
                        .toList()) {
                    if (damage.equals("gone")) {
                        Files.delete(file);
                    } else {
                        Files.write(file, new byte[0]);
                    }
                }
            }
            host.begin();
            assertEquals(2, host.found("common").size(), damage);
            assertEquals(2, host.search.keeping().size(), damage);
        }
    }

    /** A data folder that was replaced, or lost its newest events with the power. */
    @Test
    void anIndexOfAnotherHistoryIsPutRight() {
        host.say("a", "b", "common one");
        host.say("a", "b", "common two");
        host.say("gone", "b", "common");
        assertEquals(3, host.found("common").size());
        Path index = host.settings.folder();
        host.close();
        host = new MessageHost(folder.resolve("aside"));
        host.say("a", "b", "common other");
        Settings aside = host.settings;
        host.end();
        host.settings = MessageHost.settings(index, aside.messages().toArray(String[]::new));
        host.begin();
        assertEquals(List.of("common other"), host.found("common"));
        assertEquals(1, host.search.keeping().size());
    }

    /** The services, of which a call may be answered otherwise. */
    private static Histories instead(Histories histories, BiFunction<String, Object[], Object> answer) {
        return (Histories) Proxy.newProxyInstance(
                Histories.class.getClassLoader(), new Class<?>[] {Histories.class}, (proxy, method, given) -> {
                    Object answered = answer.apply(method.getName(), given);
                    return answered != null ? answered : method.invoke(histories, given);
                });
    }

    @Test
    void aTopicThatCannotBeReadHoldsNoOtherUp() {
        host.say("a", "b", "common one");
        host.say("bad", "b", "common two");
        host.end();
        Histories histories = host.histories;
        boolean[] bad = {true};
        host.histories = instead(
                histories,
                (method, given) -> bad[0] && method.equals("read") && ("" + given[0]).contains("bad")
                        ? CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "Damaged at 7"))
                        : null);
        host.begin();
        SearchHealth health = new SearchHealth("search.messages", "messages");
        health.use(host.search.keeping(), host.search.feed()::lacks);
        assertEquals(List.of("common one"), host.found("common"));
        assertEquals(
                new Report(
                        Status.DEGRADED,
                        "1 topics cannot be read, and their messages are not found from some place on"),
                health.report());
        bad[0] = false;
        assertEquals(2, host.found("common").size());
        assertEquals(new Report(Status.UP, "2 messages are in the index"), health.report());
    }

    @Test
    void anIndexThatCannotBeWrittenIsTold() throws IOException {
        host.say("a", "b", "common");
        assertEquals(1, host.found("common").size());
        Path index = host.settings.messageFolder();
        Path aside = Files.move(index, folder.resolve("aside"));
        Files.writeString(index, "no folder");
        host.timers.advance(Duration.ofSeconds(10));
        while (host.search.keeping().failure().isEmpty()) {
            Thread.onSpinWait();
        }
        assertEquals(Reason.UNAVAILABLE, refused("common", Optional.empty(), 10));
        Files.delete(index);
        Files.move(aside, index);
        host.end();
        host.begin();
        assertEquals(1, host.found("common").size());
    }

    @Test
    void closingWhileMessagesAreReadIsNoFailure() {
        host.say("a", "b", "common");
        host.end();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Object> held = new CompletableFuture<>();
        Histories histories = host.histories;
        host.histories =
                instead(histories, (method, given) -> method.equals("read") && asked.complete(null) ? held : null);
        MessageSearchCore search = host.another();
        asked.join();
        assertThrows(
                RefusedException.class,
                () -> MessageHost.get(search.search("common", Optional.empty(), Optional.empty(), 1)));
        host.search = search;
        host.end();
        held.completeExceptionally(new RefusedException(Reason.UNAVAILABLE, "It stops"));
        host.settle();
        assertEquals("", search.keeping().failure());
        assertFalse(search.keeping().built());
        host.histories = histories;
        host.begin();
        assertEquals(1, host.found("common").size());
    }

    @Test
    void whatCannotBeSoughtIsRefused() {
        host.say("a", "b", "common");
        assertEquals(Reason.INVALID, refused("", Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("x".repeat(1_001), Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("x ".repeat(51), Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("common", Optional.empty(), 0));
        assertEquals(Reason.INVALID, refused("common", Optional.empty(), MessageSearch.MOST + 1));
        assertEquals(Reason.INVALID, refused("common", Optional.of("no token"), 10));
        assertEquals(1, host.found("c o m".replace(" ", "")).size());
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(List.of(), Settings.of(Map.of(), folder).messages());
        assertEquals(
                List.of("a/+", "b/#"),
                Settings.of(Map.of("messages", "a/+, b/#,a/+"), folder).messages());
        assertEquals(
                List.of("a,b", "#"),
                Settings.of(Map.of("messages", List.of("a,b", "#")), folder).messages());
        for (String wrong : List.of("a+", "#/a", "a#/b", "a/b+c", "x/".repeat(128) + "x", "a\0")) {
            assertEquals(
                    "io.parley.search: messages is patterns of topics, in which + stands for one level and # for all at the end, not '"
                            + wrong + "'",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Settings.of(Map.of("messages", new String[] {"a", wrong}), folder))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of("messages.kib", "0"), folder));
    }

    /** Off as long as nobody wants it; and what was indexed goes when it is switched off. */
    @Test
    void withoutConfigurationNothingIsIndexed() throws IOException {
        host.say("a", "b", "common");
        assertEquals(1, host.found("common").size());
        host.end();
        Map<String, Object> services = new HashMap<>();
        Map<String, Object> off = Map.of("folder", host.settings.folder().toString());
        MessageSearchComponent component =
                new MessageSearchComponent(MessageHost.context(services), off, host.engine, host.histories);
        MessageSearch none = (MessageSearch) services.get(MessageSearch.class.getName());
        assertEquals(
                "No messages are indexed: 'messages' of io.parley.search says which ones are",
                assertThrows(
                                RefusedException.class,
                                () -> MessageHost.get(none.search("common", Optional.empty(), Optional.empty(), 1)))
                        .getMessage());
        try (Stream<Path> files = Files.list(host.settings.messageFolder())) {
            assertEquals(
                    List.of(), files.filter(one -> !one.endsWith("write.lock")).toList());
        }
        Map<String, Object> on = new HashMap<>(off);
        on.put("messages", "$agents/+/+");
        component.modified(on);
        MessageSearch search = (MessageSearch) services.get(MessageSearch.class.getName());
        while (search.search("common", Optional.empty(), Optional.empty(), 1)
                .toCompletableFuture()
                .handle((page, why) -> why != null || page.totalCount() != 1)
                .join()) {
            Thread.onSpinWait();
        }
        on.put("messages", "wrong+");
        component.modified(on);
        assertTrue(search == services.get(MessageSearch.class.getName()), "what was good before stays");
        component.deactivate();
        host.begin();
    }
}
