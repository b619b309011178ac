package io.parley.search.internal;

import static io.parley.search.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.SessionSearch.Hit;
import io.parley.api.search.SessionSearch.Page;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.DetailsValue;
import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SearchTest {

    @TempDir
    Path folder;

    private Host host;

    @BeforeEach
    void begin() {
        host = new Host(folder.resolve("search"));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Reason refused(String text, Optional<String> after, int limit) {
        return assertThrows(RefusedException.class, () -> host.page(text, after, limit))
                .reason();
    }

    @Test
    void sessionsAreFoundByAnyOfTheirTexts() {
        host.open("ses_0a1B");
        host.describe("ses_0a1B", "A trip to Oslo", "by night-train, for two", "Anna Berg");
        Instant made = Instant.ofEpochMilli(host.timers.now());
        for (String text : List.of(
                "trip",
                "OSLO",
                "night-train",
                "train",
                "anna",
                "anna oslo",
                "tri osl",
                "ses_0a1b",
                "SES_0",
                "ses_0a1B two")) {
            assertEquals(List.of("ses_0a1B"), host.found(text), text);
        }
        for (String text : List.of("rip", "bergen", "trip anton", "0a1b", "-", "\"trip\" OR", "text:trip *:*")) {
            assertEquals(List.of(), host.found(text), text);
        }
        Hit hit = host.page("trip", Optional.empty(), 1).hits().get(0);
        assertEquals(
                new Hit("ses_0a1B", made, new Details("A trip to Oslo", "by night-train, for two", "Anna Berg")), hit);
    }

    @Test
    void whatChangesOrEndsIsFoundAsItIsNow() {
        host.make("s", "first");
        host.make("t", "first");
        for (int i = 0; i < 100; i++) {
            host.describe("s", "title " + i, "", "");
            assertEquals(List.of("s"), host.found("title " + i));
        }
        assertEquals(List.of("s"), host.found("title"), "one row, however often it was indexed");
        assertEquals(2, host.search.keeping().size());
        assertEquals(List.of("t"), host.found("first"));
        get(host.sessions.removeState("s", DetailsValue.KEY, OptionalLong.empty()));
        assertEquals(List.of(), host.found("title"));
        assertEquals(List.of("s"), host.found("s"));
        get(host.sessions.close("t"));
        assertEquals(List.of(), host.found("first"));
        host.make("t", "second");
        assertEquals(List.of(), host.found("first"));
        assertEquals(List.of("t"), host.found("second"));
    }

    /** More than 1,000, at which the original stopped counting; while sessions come, change and go. */
    @Test
    void pagesGiveEachSessionOnceAndTotalsAreExactWhateverChanges() {
        int count = 1_200;
        for (int i = 0; i < count; i++) {
            host.make("s" + i, "common " + i);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int round = 0;
        do {
            Page page = host.page("common", next, 100);
            page.hits().forEach(hit -> seen.add(hit.session()));
            assertEquals(count, page.totalCount(), "one came and one went");
            next = page.next();
            host.make("new" + round, "common new");
            get(host.sessions.close("s" + (count - 1 - round)));
            host.describe("s" + round, "common, seen later", "", "");
            round++;
        } while (next.isPresent());
        assertEquals(seen.size(), seen.stream().distinct().count());
        assertEquals(count, seen.size(), "those that went were seen before");
        assertEquals("s" + (count - 1), seen.get(0), "the newest first");
        assertEquals("s0", seen.get(count - 1));
    }

    @Test
    void sessionsOfOneMomentAreOrderedByTheirIds() {
        for (String id : List.of("c", "a", "b")) {
            host.open(id);
            host.describe(id, "same", "", "");
        }
        Page first = host.page("same", Optional.empty(), 2);
        assertEquals(List.of("a", "b"), first.hits().stream().map(Hit::session).toList());
        Page second = host.page("same", first.next(), 2);
        assertEquals(List.of("c"), second.hits().stream().map(Hit::session).toList());
        assertEquals(Optional.empty(), second.next());
    }

    @Test
    void aRowThatCannotBeReadBreaksNoSearch() {
        host.make("good", "common");
        host.make("bad", "common");
        for (String broken : List.of("", "\u0001", "\u0009x")) {
            get(host.sessions.putState("bad", DetailsValue.KEY, Payload.utf8(broken), OptionalLong.empty()));
            assertEquals(List.of("good"), host.found("common"));
            assertEquals(List.of("bad"), host.found("bad"));
        }
        host = host.restart();
        assertEquals(List.of("good"), host.found("common"));
        assertEquals(List.of("bad"), host.found("bad"));
    }

    @Test
    void theIndexIsTakenUpAfterARestart() {
        host.make("s", "one");
        host.make("t", "two");
        host = host.restart();
        assertEquals(List.of("s"), host.found("one"));
        assertEquals(2, host.search.keeping().size());
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(List.of("t"), host.found("two"));
        assertEquals(2, host.search.keeping().size());
    }

    /** What happened while the search was not there. */
    @Test
    void anIndexThatIsBehindCatchesUp() {
        host.make("same", "common same");
        host.make("changed", "common before");
        host.make("ended", "common ended");
        host.make("anew", "common anew");
        assertEquals(4, host.found("common").size());
        host.end();
        host.describe("changed", "common after", "", "");
        get(host.sessions.close("ended"));
        get(host.sessions.close("anew"));
        host.make("anew", "common again");
        host.make("new", "common new");
        host.begin();
        assertEquals(List.of("new", "anew", "changed", "same"), host.found("common"));
        assertEquals(List.of("anew"), host.found("again"));
        assertEquals(List.of(), host.found("before"));
        assertEquals(4, host.search.keeping().size());
    }

    @Test
    void anIndexThatIsMissingOrDamagedIsBuiltAnew() throws IOException {
        host.make("s", "one");
        host.make("t", "two");
        Path foreign = host.settings.folder().resolve("notes.txt");
        Files.writeString(foreign, "not ours");
        for (String damage : List.of("gone", "emptied", "cut", "overwritten")) {
            host.end();
            damage(host.settings.folder(), damage);
            host.begin();
            assertEquals(List.of("s"), host.found("one"), damage);
            assertEquals(List.of("t"), host.found("two"), damage);
            assertEquals(2, host.search.keeping().size(), damage);
        }
        assertTrue(Files.exists(foreign), "what is not of the index stays");
    }

    @Test
    void anIndexThatSomebodyElseHasIsLeftAlone() {
        host.make("s", "one");
        assertEquals(List.of("s"), host.found("one"));
        assertThrows(IOException.class, () -> IndexFolder.open(host.settings.folder(), 16));
        host.make("t", "one");
        assertEquals(List.of("t", "s"), host.found("one"));
        host = host.restart();
        assertEquals(List.of("t", "s"), host.found("one"));
    }

    private static void damage(Path folder, String how) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("segments"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                switch (how) {
                    case "gone" -> Files.delete(file);
                    case "emptied" -> Files.write(file, new byte[0]);
                    case "cut" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                    default -> Files.write(file, new byte[bytes.length]);
                }
            }
        }
    }

    /** Written now and then, not only at the end. */
    @Test
    void theIndexIsWrittenWhenItsTimeHasCome() throws IOException {
        host.make("s", "one");
        assertEquals(List.of("s"), host.found("one"));
        host.timers.advance(Duration.ofSeconds(10));
        host.settle();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (Stream<Path> files = Files.list(host.settings.folder())) {
            for (Path file : files.filter(one -> !one.endsWith("write.lock")).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (TextIndex written = IndexFolder.open(copy, 16)) {
            assertEquals(
                    1,
                    new SessionIndex(written)
                            .search("one", Optional.empty(), 10)
                            .totalCount());
        }
    }

    @Test
    void anIndexThatCannotBeWrittenIsToldInHealth() throws IOException {
        SearchHealth health = new SearchHealth("search", "sessions");
        assertEquals(Status.STARTING, health.report().status());
        health.use(host.search.keeping());
        host.make("s", "one");
        assertEquals(List.of("s"), host.found("one"));
        assertEquals(new Report(Status.UP, "1 sessions are in the index"), health.report());

        Path index = host.settings.folder();
        Path aside = Files.move(index, folder.resolve("aside"));
        Files.writeString(index, "no folder");
        host.timers.advance(Duration.ofSeconds(10));
        while (health.report().status() == Status.UP) {
            Thread.onSpinWait();
        }
        assertEquals(Status.DEGRADED, health.report().status());
        assertTrue(
                health.report().message().contains("cannot be kept"),
                health.report().message());
        assertEquals(Reason.UNAVAILABLE, refused("one", Optional.empty(), 10));

        Files.delete(index);
        Files.move(aside, index);
        host.end();
        health.without("There is no search");
        assertEquals(new Report(Status.DEGRADED, "There is no search"), health.report());
        host.begin();
        health.use(host.search.keeping());
        assertEquals(Status.UP, health.report().status());
        assertEquals(List.of("s"), host.found("one"));
    }

    /** While what it waits for is being read. */
    @Test
    void closingWhileTheIndexIsBuiltIsNoFailure() throws IOException {
        host.make("s", "one");
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> held = new CompletableFuture<>();
        SessionService sessions = instead(SessionService.class, host.sessions, (method, state) -> {
            asked.complete(null);
            return held.thenCompose(done -> (CompletionStage<?>) state);
        });
        SessionFigures figures = instead(
                SessionFigures.class,
                host.figures,
                (method, all) -> method.equals("all") ? ((Stream<?>) all).onClose(asked::join) : all);
        SearchCore search = host.another(sessions, figures, folder.resolve("another"));
        asked.join();
        host.settle();
        search.close();
        assertEquals("", search.keeping().failure());
        held.complete(null);
        host.settle();
        assertEquals("", search.keeping().failure());
        assertFalse(search.keeping().built());
    }

    /** The service, of which each answer is replaced. */
    private static <T> T instead(Class<T> type, T service, BiFunction<String, Object, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> answer.apply(method.getName(), method.invoke(service, given))));
    }

    @Test
    void whatCannotBeSoughtIsRefused() {
        host.make("s", "one");
        assertEquals(Reason.INVALID, refused("", Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused(" \t", Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("x".repeat(1_001), Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("x ".repeat(51), Optional.empty(), 10));
        assertEquals(Reason.INVALID, refused("one", Optional.empty(), 0));
        assertEquals(Reason.INVALID, refused("one", Optional.empty(), 1_001));
        for (String token : List.of("", "no token", "!", "AAAA", "MTIz")) {
            assertEquals(Reason.INVALID, refused("one", Optional.of(token), 10), token);
        }
        host.end();
        assertEquals(Reason.UNAVAILABLE, refused("one", Optional.empty(), 10));
        host.begin();
        assertEquals(List.of("s"), host.found("one"));
        assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of("commit.seconds", "0"), folder));
    }
}
