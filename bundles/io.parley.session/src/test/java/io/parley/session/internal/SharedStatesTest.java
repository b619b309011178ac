package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.Batch;
import io.parley.engine.contract.GroupStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States that the sessions of a group share. */
@Timeout(60)
class SharedStatesTest {

    private static final OptionalLong ANY = OptionalLong.empty();
    private static final long ALL = Long.MAX_VALUE;

    private final Team team = new Team().join("g", "a", "b");
    private Host host = begin(new Host(new Settings(100, 0, 10, 3, 10, 1, 4, Takeover.NEWEST)));

    @AfterEach
    void close() {
        host.close();
    }

    private Host begin(Host next) {
        next.core.groupStates().use(team);
        return next;
    }

    private void restart() {
        host = begin(host.restart());
        host.settle();
    }

    private GroupStates states() {
        return host.core.groupStates();
    }

    private CompletionStage<Long> putting(
            String member, String group, String key, String value, OptionalLong expected) {
        return states().put(member, group, key, Payload.utf8(value), expected);
    }

    private long put(String member, String key, String value, OptionalLong expected) {
        return get(putting(member, "g", key, value, expected));
    }

    private static Reason refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private Optional<String> value(String group, String key) {
        return get(states().get(group, key)).map(StateValue::value).map(value -> new String(value.toBytes()));
    }

    /** With the version of the whole state. */
    private Map<String, Long> versions(String group) {
        StateVersions all = get(states().versions(group));
        Map<String, Long> versions = new TreeMap<>(all.keys());
        versions.put("", all.version());
        return versions;
    }

    private Watcher watch(String group) {
        return new Watcher().watchGroup(host, group).request(ALL);
    }

    private void leaves(String group, String session) {
        team.leave(group, session);
        states().left(group);
        host.settle();
    }

    private void checkpoint() {
        host.engine.checkpoint();
        host.settle();
    }

    @Test
    void membersChangeItOnConditions() {
        assertEquals(Optional.empty(), value("g", "k"));
        assertEquals(Map.of("", 0L), versions("g"));
        assertEquals(1, put("a", "k", "1", OptionalLong.of(0)));
        assertEquals(2, put("b", "k", "2", OptionalLong.of(1)));
        assertEquals(Reason.CONFLICT, refused(putting("a", "g", "k", "x", OptionalLong.of(1))));
        assertEquals(Optional.of("2"), value("g", "k"));
        assertEquals(3, put("a", "l", "3", ANY));
        assertEquals(Reason.CONFLICT, refused(states().remove("b", "g", "k", OptionalLong.of(1))));
        get(states().remove("b", "g", "k", OptionalLong.of(2)));
        assertEquals(Optional.empty(), value("g", "k"));
        assertEquals(Map.of("", 4L, "l", 3L), versions("g"));
        assertEquals(5, put("b", "k", "again", OptionalLong.of(0)), "no version comes twice");
    }

    @Test
    void oneOfTwoAtOnceWins() {
        List<CompletionStage<Long>> puts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            puts.add(putting(i % 2 == 0 ? "a" : "b", "g", "k", "" + i, OptionalLong.of(0)));
        }
        host.settle();
        long won = puts.stream()
                .filter(one -> !one.toCompletableFuture().isCompletedExceptionally())
                .count();
        assertEquals(1, won);
        assertEquals(Map.of("", 1L, "k", 1L), versions("g"));
    }

    @Test
    void nobodyElseChangesIt() {
        put("a", "k", "1", ANY);
        assertEquals(Reason.NOT_ALLOWED, refused(putting("c", "g", "k", "x", ANY)));
        assertEquals(Reason.NOT_ALLOWED, refused(states().remove("c", "g", "k", ANY)));
        leaves("g", "b");
        assertEquals(Reason.NOT_ALLOWED, refused(putting("b", "g", "k", "x", ANY)));
        assertEquals(Optional.of("1"), value("g", "k"));
        assertEquals(Reason.NOT_FOUND, refused(states().get("nobody", "k")));
        assertEquals(Reason.NOT_FOUND, refused(states().versions("nobody")));
        assertTrue(watch("nobody").end().contains("Group 'nobody' has no member"));
        states().stop(team);
        assertEquals(Reason.UNAVAILABLE, refused(putting("a", "g", "k", "x", ANY)));
    }

    @Test
    void itHasNothingToDoWithASessionOfThatName() {
        host.open("g", false, HOUR);
        put("a", "k", "group", ANY);
        get(host.service().putState("g", "k", Payload.utf8("session"), ANY));
        assertEquals(Optional.of("group"), value("g", "k"));
        get(host.service().close("g"));
        restart();
        assertEquals(Optional.of("group"), value("g", "k"));
        assertEquals(List.of("g"), host.core.groups().names());
        assertEquals(0, host.core.table().registers().size());
    }

    @Test
    void itHasTheLimitsOfASessions() {
        assertEquals(Reason.LIMIT, refused(putting("a", "g", "k", "x".repeat(1025), ANY)));
        for (int i = 0; i < 4; i++) {
            put("a", "k" + i, "x".repeat(1000), ANY);
        }
        RefusedException full = assertThrows(RefusedException.class, () -> put("a", "k", "x".repeat(1000), ANY));
        assertEquals(Reason.LIMIT, full.reason());
        assertTrue(full.getMessage().startsWith("The state of group 'g' has 4000 bytes"), full.getMessage());
        for (int i = 4; i < 10; i++) {
            put("b", "k" + i, "", ANY);
        }
        assertEquals(Reason.LIMIT, refused(putting("a", "g", "k", "", ANY)));
        put("a", "k0", "", ANY);
    }

    @Test
    void itIsThereAfterACrashFromTheJournalAndFromTheView() {
        put("a", "one", "1", ANY);
        put("b", "gone", "x", ANY);
        get(states().remove("b", "g", "gone", ANY));
        restart();
        assertEquals(Map.of("", 3L, "one", 1L), versions("g"));
        checkpoint();
        assertTrue(host.core.groups().get("g").stateUnread(), "the view alone has it");
        assertEquals(Optional.of("1"), value("g", "one"));
        assertTrue(host.core.groups().get("g").stateUnread(), "nor is it taken in to be read");
        put("a", "two", "2", ANY);
        restart();
        assertEquals(Map.of("", 4L, "one", 1L, "two", 4L), versions("g"));
        assertEquals(Optional.of("1"), value("g", "one"));
        assertEquals(Reason.CONFLICT, refused(putting("a", "g", "two", "x", OptionalLong.of(0))));
    }

    @Test
    void whoWatchesMissesNothingAlsoOverARestart() {
        Watcher first = watch("g");
        first.awaitCurrent();
        put("a", "x", "1", ANY);
        put("b", "y", "1", ANY);
        first.awaitCurrent(Map.of("x", "1", "y", "1"), "");
        first.cancel();
        get(states().remove("a", "g", "x", ANY));
        checkpoint();
        put("a", "z", "1", ANY);
        restart();
        Watcher next = first.next().watchGroup(host, "g").request(ALL);
        next.awaitCurrent(Map.of("y", "1", "z", "1"), "");
        assertEquals(List.of("no x", "z = 1", "current"), next.told(), "only what it did not know");
    }

    @Test
    void itEndsWithTheLastMember() {
        put("a", "k", "1", ANY);
        checkpoint();
        put("a", "k", "2", ANY);
        Watcher watcher = watch("g");
        watcher.awaitCurrent();
        leaves("g", "a");
        assertEquals(Optional.of("2"), value("g", "k"), "another one is there");
        leaves("g", "b");
        assertEquals("complete", watcher.end());
        assertEquals(List.of(), host.core.groups().names());
        team.join("g", "c");
        Watcher again = watcher.next().watchGroup(host, "g").request(ALL);
        again.awaitCurrent(Map.of(), "the next group of that name knows nothing of it");
        assertEquals(1, get(putting("c", "g", "k", "new", OptionalLong.of(0))));
        restart();
        assertEquals(Map.of("", 1L, "k", 1L), versions("g"));
        leaves("g", "c");
        checkpoint();
        team.join("g", "c");
        restart();
        assertEquals(Map.of("", 0L), versions("g"));
    }

    @Test
    void whatIsLeftOverByACrashEndsWithTheNextStart() {
        put("a", "k", "1", ANY);
        host.core.groupStates().stop(team);
        team.leave("g", "a");
        team.leave("g", "b");
        restart();
        assertEquals(List.of(), host.core.groups().names());
        team.join("g", "a");
        assertEquals(Map.of("", 0L), versions("g"));
    }

    /** The last member leaves when its change is on the way already. */
    @Test
    void itEndsBehindWhatIsOnItsWay() {
        Team leaving = new Team() {
            @Override
            public boolean has(String group, String session) {
                boolean member = super.has(group, session);
                leave(group, session);
                host.core.groupStates().left(group);
                return member;
            }
        };
        leaving.join("h", "a");
        host.core.groupStates().use(leaving);
        assertEquals(1, get(putting("a", "h", "k", "1", ANY)));
        host.settle();
        assertEquals(List.of(), host.core.groups().names());
        leaving.join("h", "a");
        Batch batch = host.engine.batch();
        host.core.states().ofGroups("a").put(batch, "h", "k", Payload.utf8("1"), 0);
        get(batch.commit());
        host.settle();
        assertEquals(List.of(), host.core.groups().names());
    }

    @Test
    void anEndThatCannotBeStoredComesLater() {
        put("a", "k", "1", ANY);
        host.journal.refuse("full");
        leaves("g", "a");
        leaves("g", "b");
        assertEquals(List.of("g"), host.core.groups().names());
        host.journal.resume();
        host.timers.advance(Duration.ofSeconds(10));
        host.settle();
        assertEquals(List.of(), host.core.groups().names());
    }

    @Test
    void itChangesTogetherWithOtherThings() {
        host.open("a", false, HOUR);
        get(together("a", 0));
        assertEquals(Optional.of("v"), value("g", "k"));
        assertEquals(Reason.CONFLICT, refused(together("a", 0)));
        assertEquals(Reason.NOT_ALLOWED, refused(together("c", 1)));
        assertEquals(1, get(host.core.states().version("a", "own")), "nothing of what was refused");
        assertEquals(1, get(host.core.states().ofGroups("a").version("g", "k")));
        Batch batch = host.engine.batch();
        host.core.states().ofGroups("a").remove(batch, "g", "k", 1);
        get(batch.commit());
        assertEquals(Optional.empty(), value("g", "k"));
    }

    /** Of a session's state and of the group's. */
    private CompletionStage<Void> together(String member, long expected) {
        Batch batch = host.engine.batch();
        host.core
                .states()
                .put(
                        batch,
                        "a",
                        "own",
                        Payload.utf8("v"),
                        get(host.core.states().version("a", "own")));
        host.core.states().ofGroups(member).put(batch, "g", "k", Payload.utf8("v"), expected);
        return batch.commit();
    }

    @Test
    void whatNobodyEverSetIsForgotten() {
        Watcher watcher = watch("g");
        watcher.awaitCurrent();
        assertEquals(Reason.CONFLICT, refused(putting("a", "g", "k", "x", OptionalLong.of(7))));
        host.open("something", true, HOUR);
        checkpoint();
        assertEquals(List.of("g"), host.core.groups().names(), "somebody watches it");
        watcher.cancel();
        host.settle();
        host.open("something", true, HOUR);
        checkpoint();
        assertEquals(List.of(), host.core.groups().names());
    }

    /** Members add one to a counter each, whatever comes between: each addition counts once, and watchers end with the sum. */
    @Test
    void noAdditionIsLost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Watcher watcher = watch("g");
        long sum = 0;
        for (int i = 0; i < 1_000; i++) {
            long was = get(states().get("g", "sum")).map(StateValue::version).orElse(0L);
            long before = value("g", "sum").map(Long::parseLong).orElse(0L);
            List<CompletionStage<Long>> adds = List.of(
                    putting("a", "g", "sum", "" + (before + 1), OptionalLong.of(was)),
                    putting("b", "g", "sum", "" + (before + 1), OptionalLong.of(was)));
            host.settle();
            sum += adds.stream()
                    .filter(add -> !add.toCompletableFuture().isCompletedExceptionally())
                    .count();
            if (random.nextInt(50) == 0) {
                host.engine.checkpoint();
            }
            if (random.nextInt(100) == 0) {
                watcher.cancel();
                restart();
                watcher = watcher.next().watchGroup(host, "g").request(ALL);
            }
        }
        watcher.awaitCurrent(Map.of("sum", "" + sum), "seed " + seed);
        assertEquals(1_000, sum, "seed " + seed);
    }
}
