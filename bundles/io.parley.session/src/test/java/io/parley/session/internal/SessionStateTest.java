package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionStateTest {

    private static final OptionalLong ANY = OptionalLong.empty();

    private Host host = new Host(new Settings(100, 0, 10, 3, 3, 1, 2, Takeover.NEWEST));

    private long held;

    @BeforeEach
    void open() {
        held = host.open("a", false, HOUR).hold();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private long put(String key, String value, OptionalLong expected) {
        return get(host.service().putState("a", key, Payload.utf8(value), expected));
    }

    private Optional<StateValue> read(String key) {
        return get(host.service().state("a", key));
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private static StateValue value(String text, long version) {
        return new StateValue(Payload.utf8(text), version);
    }

    @Test
    void versionsCountTheChanges() {
        assertEquals(1, put("k", "one", OptionalLong.of(0)));
        assertEquals(2, put("k", "two", OptionalLong.of(1)));
        assertEquals(3, put("k", "three", ANY));
        assertEquals(Optional.of(value("three", 3)), read("k"));
        assertEquals(
                Reason.CONFLICT, refusal(host.service().putState("a", "k", Payload.utf8("x"), OptionalLong.of(2))));
        assertEquals(Reason.CONFLICT, refusal(host.service().removeState("a", "k", OptionalLong.of(2))));
        get(host.service().removeState("a", "k", OptionalLong.of(3)));
        assertEquals(Optional.empty(), read("k"));
        get(host.service().removeState("a", "k", ANY));
    }

    /** Whoever knows an old value must not take a new one for it. */
    @Test
    void aVersionNeverComesTwice() {
        assertEquals(1, put("k", "one", OptionalLong.of(0)));
        get(host.service().removeState("a", "k", ANY));
        CompletionStage<Void> removed = host.service().removeState("a", "k", ANY);
        CompletionStage<Long> again = host.service().putState("a", "k", Payload.utf8("two"), ANY);
        get(removed);
        assertEquals(3, get(again));
        host = host.restart();
        get(host.service().removeState("a", "k", OptionalLong.of(3)));
        assertEquals(5, put("k", "three", OptionalLong.of(0)));
    }

    @Test
    void theWholeStateHasAVersion() {
        assertEquals(new StateVersions(0, new TreeMap<>()), get(host.service().stateVersions("a")));
        put("k", "one", ANY);
        put("l", "one", ANY);
        put("k", "two", ANY);
        get(host.service().removeState("a", "l", ANY));
        StateVersions versions = new StateVersions(4, new TreeMap<>(Map.of("k", 2L)));
        assertEquals(versions, get(host.service().stateVersions("a")));
        host = host.restart();
        assertEquals(versions, get(host.service().stateVersions("a")));
        assertEquals(Reason.NOT_FOUND, refusal(host.service().stateVersions("b")));
    }

    @Test
    void allValuesTogetherHaveALimit() {
        put("k", "x".repeat(1_000), ANY);
        put("l", "x".repeat(1_000), ANY);
        put("k", "y".repeat(1_000), ANY);
        RefusedException refused = assertThrows(RefusedException.class, () -> put("m", "x".repeat(100), ANY));
        assertEquals(
                "The state of session 'a' has 2000 bytes; with 100 more in 'm' it is larger than the 2 KiB that are "
                        + "allowed (io.parley.session: state.kib)",
                refused.getMessage());
        get(host.service().removeState("a", "l", ANY));
        put("m", "x".repeat(100), ANY);
    }

    @Test
    void ofManyWhoExpectOneVersionOneWins() {
        List<CompletionStage<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(host.service().putState("a", "k", Payload.utf8("v" + i), OptionalLong.of(0)));
        }
        int won = 0;
        for (CompletionStage<Long> one : all) {
            try {
                get(one);
                won++;
            } catch (RefusedException e) {
                assertEquals(Reason.CONFLICT, e.reason());
            }
        }
        assertEquals(1, won);
        assertEquals(1, read("k").orElseThrow().version());
    }

    @Test
    void changesThatExpectNothingFollowOneAnother() {
        List<CompletionStage<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(host.service().putState("a", "k", Payload.utf8("v" + i), ANY));
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i + 1, get(all.get(i)));
        }
        assertEquals(Optional.of(value("v49", 50)), read("k"));
    }

    @Test
    void stateSurvivesARestartFromJournalAndView() {
        put("k", "one", ANY);
        put("gone", "x", ANY);
        host.engine.checkpoint();
        host.settle();
        assertEquals(Optional.of(value("one", 1)), read("k"), "from the view");
        put("l", "two", ANY);
        get(host.service().removeState("a", "gone", ANY));
        host = host.restart();

        assertEquals(Optional.of(value("one", 1)), read("k"));
        assertEquals(Optional.of(value("two", 3)), read("l"));
        assertEquals(Optional.empty(), read("gone"));
        assertEquals(2, put("k", "three", OptionalLong.of(1)));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(Optional.of(value("three", 2)), read("k"));
        assertEquals(Optional.empty(), read("gone"));
    }

    @Test
    void aClosedSessionsStateIsGoneFromTheView() {
        put("k", "one", ANY);
        get(host.core.tokens().free("a", held, 1));
        host.engine.checkpoint();
        get(host.service().close("a"));
        host.open("a", false, HOUR);
        put("other", "x", ANY);
        host.engine.checkpoint();
        host = host.restart();

        assertEquals(Optional.empty(), read("k"));
        assertEquals(Optional.of(value("x", 1)), read("other"));
    }

    @Test
    void limitsAreNamed() {
        assertEquals(Reason.LIMIT, refusal(host.service().putState("a", "k", Payload.copyOf(new byte[1025]), ANY)));
        put("k1", "v", ANY);
        put("k2", "v", ANY);
        put("k3", "v", ANY);
        RefusedException refusal = assertThrows(RefusedException.class, () -> put("k4", "v", ANY));
        assertEquals(Reason.LIMIT, refusal.reason());
        assertTrue(refusal.getMessage().contains("state.keys.max"), refusal.getMessage());
        put("k3", "w", ANY);
        assertEquals(Reason.INVALID, refusal(host.service().putState("a", "", Payload.empty(), ANY)));
        assertEquals(Reason.NOT_FOUND, refusal(host.service().putState("b", "k", Payload.empty(), ANY)));
    }

    @Test
    void theStateOfATransientSessionIsNotJournalled() {
        long end = host.journal.end();
        host.open("t", true, Duration.ZERO);
        get(host.service().putState("t", "k", Payload.utf8("v"), ANY));
        assertEquals(Optional.of(value("v", 1)), get(host.service().state("t", "k")));
        assertEquals(end, host.journal.end());
        host.open("a", false, HOUR);
        host.engine.checkpoint();
        assertEquals(Optional.of(value("v", 1)), get(host.service().state("t", "k")));
        host = host.restart();
        assertEquals(Optional.empty(), host.service().find("t"));
    }

    private CompletionStage<Void> take(int token) {
        Batch batch = host.engine.batch();
        host.core.tokens().take(batch, "a", held, token, true);
        return batch.commit();
    }

    @Test
    void aTokenIsTakenOnceUntilItIsFreed() {
        get(take(7));
        assertEquals(Reason.CONFLICT, refusal(take(7)));
        get(take(8));
        host.engine.checkpoint();
        get(take(9));
        host = host.restart();
        open();
        assertEquals(Reason.CONFLICT, refusal(take(7)));
        assertEquals(Reason.CONFLICT, refusal(take(9)));
        get(host.core.tokens().free("a", held, 7));
        get(host.core.tokens().free("a", held, 7));
        get(host.core.tokens().free("a", held, 9));
        host.engine.checkpoint();
        host = host.restart();
        open();
        get(take(7));
        assertEquals(Reason.CONFLICT, refusal(take(8)));
    }

    @Test
    void ofManyBatchesThatTakeOneTokenOneIsCommitted() {
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(take(3));
        }
        long won = all.stream()
                .filter(stage -> {
                    try {
                        get(stage);
                        return true;
                    } catch (RefusedException e) {
                        assertEquals(Reason.CONFLICT, e.reason());
                        return false;
                    }
                })
                .count();
        assertEquals(1, won);
    }

    @Test
    void aTokenWhoseBatchWasRefusedIsFree() {
        host.journal.refuse("disk full");
        assertEquals(Reason.UNAVAILABLE, refusal(take(3)));
        host.journal.resume();
        get(take(3));
    }

    @Test
    void aTokenIsANumberThatFits() {
        assertThrows(RefusedException.class, () -> take(0));
        assertThrows(RefusedException.class, () -> take(65_536));
        get(take(65_535));
    }

    @Test
    void aWrongConfigurationIsNamed() {
        String words = assertThrows(
                        IllegalArgumentException.class, () -> Settings.of(java.util.Map.of("max.sessions", "many")))
                .getMessage();
        assertTrue(words.contains("io.parley.session: max.sessions = many"), words);
        assertFalse(words.isEmpty());
    }

    @Test
    void valuesOfSeveralSessionsChangeTogetherOrNotAtAll() {
        host.open("b", false, HOUR);
        put("k", "before", OptionalLong.of(0));
        Batch first = host.engine.batch();
        host.core.states().put(first, "a", "k", Payload.utf8("after"), 1);
        host.core.states().put(first, "b", "new", Payload.utf8("v"), 0);
        get(first.commit());
        assertEquals(2, get(host.core.states().version("a", "k")));
        assertEquals(1, get(host.core.states().version("b", "new")));

        Batch stale = host.engine.batch();
        host.core.states().remove(stale, "b", "new", 1);
        host.core.states().put(stale, "a", "k", Payload.utf8("stale"), 1);
        assertEquals(Reason.CONFLICT, refusal(stale.commit()));
        assertEquals(1, get(host.core.states().version("b", "new")));
        assertEquals(3, put("k", "nobody holds it any more", OptionalLong.of(2)));

        Batch last = host.engine.batch();
        host.core.states().remove(last, "b", "new", 1);
        get(last.commit());
        host = host.restart();
        assertEquals(0, get(host.core.states().version("b", "new")));
        assertEquals(3, get(host.core.states().version("a", "k")));
        assertThrows(
                RefusedException.class,
                () -> host.core.states().put(host.engine.batch(), "nobody", "k", Payload.utf8("v"), 0));
    }
}
