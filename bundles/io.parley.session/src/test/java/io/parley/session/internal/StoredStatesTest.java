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
import io.parley.engine.contract.SessionFigures.Keys;
import io.parley.engine.op.RecordWriter;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States that only the view has, because nobody needs them just now. */
@Timeout(30)
class StoredStatesTest {

    private static final OptionalLong ANY = OptionalLong.empty();

    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private long put(String session, String key, String value, OptionalLong expected) {
        return get(host.service().putState(session, key, Payload.utf8(value), expected));
    }

    private Optional<StateValue> value(String session, String key) {
        return get(host.service().state(session, key));
    }

    private static Optional<StateValue> value(String text, long version) {
        return Optional.of(new StateValue(Payload.utf8(text), version));
    }

    private boolean unread(String session) {
        return host.core.table().require(session).stateUnread();
    }

    /** With the version of the whole state. */
    private Map<String, Long> versions(String session) {
        var all = get(host.service().stateVersions(session));
        Map<String, Long> versions = new TreeMap<>(all.keys());
        versions.put("", all.version());
        return versions;
    }

    /** A session that nobody is connected to, with two values, one of them changed once, and a removed one. */
    private void store(String session) {
        long hold = host.open(session, false, HOUR).hold();
        put(session, "one", "1", ANY);
        put(session, "gone", "x", ANY);
        put(session, "two", "2", ANY);
        put(session, "two", "two", ANY);
        get(host.service().removeState(session, "gone", ANY));
        get(host.service().detach(session, hold));
        host.settle();
    }

    private void checkpoint() {
        host.engine.checkpoint();
        host.settle();
    }

    /** Without anything new on the journal there is no checkpoint. */
    private void checkpointOfSomething() {
        host.open("something", true, HOUR);
        checkpoint();
    }

    @Test
    void isLetGoAtACheckpointAndReadAgain() {
        store("s");
        Map<String, Long> versions = versions("s");
        assertEquals(Map.of("", 5L, "one", 1L, "two", 4L), versions);
        assertFalse(unread("s"));
        checkpoint();
        assertTrue(unread("s"));
        assertEquals(value("two", 4), value("s", "two"));
        assertEquals(Optional.empty(), value("s", "gone"));
        assertTrue(unread("s"), "one value is read without the others");
        assertEquals(versions, versions("s"));
        assertTrue(unread("s"), "nor do versions stay");
        assertEquals(
                Reason.CONFLICT,
                assertThrows(RefusedException.class, () -> put("s", "two", "x", OptionalLong.of(1)))
                        .reason());
        assertFalse(unread("s"));
        checkpointOfSomething();
        assertTrue(unread("s"), "what was only looked at is let go as well");
    }

    @Test
    void isReadWhenItChanges() {
        store("s");
        checkpoint();
        assertEquals(
                Reason.CONFLICT,
                assertThrows(RefusedException.class, () -> put("s", "two", "x", OptionalLong.of(3)))
                        .reason());
        checkpoint();
        assertEquals(5, put("s", "two", "more", OptionalLong.of(4)));
        checkpoint();
        assertTrue(unread("s"));
        assertEquals(7, put("s", "gone", "again", OptionalLong.of(0)), "a version never comes twice");
        checkpoint();
        get(host.service().removeState("s", "one", OptionalLong.of(1)));
        checkpoint();
        assertEquals(Map.of("", 8L, "gone", 7L, "two", 5L), versions("s"));
        assertEquals(value("more", 5), value("s", "two"));
    }

    @Test
    void isReadAtAStartOnlyAsFarAsTheJournalHasChangesOfIt() {
        store("s");
        store("t");
        checkpoint();
        put("t", "two", "late", OptionalLong.of(4));
        host = host.restart();
        assertTrue(unread("s"));
        assertFalse(unread("t"));
        assertEquals(value("late", 5), value("t", "two"));
        assertEquals(Map.of("", 6L, "one", 1L, "two", 5L), versions("t"));
        assertEquals(Map.of("", 5L, "one", 1L, "two", 4L), versions("s"));
        checkpoint();
        host = host.restart();
        assertTrue(unread("t"));
        assertEquals(value("late", 5), value("t", "two"));
    }

    @Test
    void ofAConnectedOrWatchedSessionStaysInMemory() {
        store("s");
        store("t");
        long hold = host.open("s", false, HOUR).hold();
        put("s", "one", "new", ANY);
        Watcher watcher = new Watcher();
        host.service().watchState("t", Optional.empty()).subscribe(watcher);
        versions("t"); // Behind the beginning of the watch.
        checkpoint();
        assertFalse(unread("s"));
        assertFalse(unread("t"));
        get(host.service().detach("s", hold));
        checkpoint();
        assertTrue(unread("s"));
        assertFalse(unread("t"));
    }

    @Test
    void whatWasRemovedIsKnownAfterwards() {
        store("s");
        checkpoint();
        host = host.restart();
        assertTrue(host.core.table().requireState("s").removed().knowsAfter(1));
        Map<String, Long> removed = new TreeMap<>();
        host.core.table().requireState("s").removed().forEach(removed::put);
        assertEquals(Map.of("gone", 5L), removed);
    }

    @Test
    void endsWithItsSession() throws JournalException {
        store("s");
        store("t");
        checkpoint();
        get(host.service().close("s"));
        checkpoint();
        assertEquals(null, host.view.get(Rows.STATE, Rows.stateHeadKey("s")));
        assertEquals(null, host.view.get(Rows.STATE, Rows.stateKey("s", "one")));
        host.open("s", false, HOUR);
        assertEquals(Map.of("", 0L), versions("s"));
        assertEquals(Map.of("", 5L, "one", 1L, "two", 4L), versions("t"));
    }

    @Test
    void keysAreFoundWhereverTheStateIs() {
        for (String session : List.of("read", "stored", "other")) {
            store(session);
        }
        put("read", "$task/1", "x", ANY);
        put("stored", "$task/1", "x", ANY);
        put("stored", "$task/2", "x", ANY);
        put("other", "$details", "x", ANY);
        checkpoint();
        host = host.restart();
        put("read", "two", "again", ANY);
        assertFalse(unread("read"));
        assertEquals(
                Map.of("read", Map.of("$task/1", 6L), "stored", Map.of("$task/1", 6L, "$task/2", 7L)), keys("$task/"));
        assertEquals(Map.of("other", Map.of("$details", 6L)), keys("$details"));
        assertEquals(
                Map.of("read", Map.of("one", 1L), "stored", Map.of("one", 1L), "other", Map.of("one", 1L)),
                keys("one"));
        assertTrue(unread("stored"));
    }

    private Map<String, Map<String, Long>> keys(String prefix) {
        return get(host.core.figures().keys(prefix)).stream().collect(Collectors.toMap(Keys::session, Keys::keys));
    }

    /** As an earlier Parley wrote them: the version of the whole state in the session's row, and none before its values. */
    @Test
    void rowsOfAnEarlierFormAreTakenUpAndWrittenAnew() throws JournalException {
        store("s");
        checkpoint();
        byte[] row = new RecordWriter(64)
                .octet(3)
                .text("anonymous")
                .number(HOUR.toSeconds())
                .number(host.timers.now())
                .number(host.timers.now() + 1)
                .number(5)
                .number(7)
                .number(host.timers.now())
                .toArray();
        host.view.write(
                new ViewChanges().put(Rows.SESSIONS, Rows.key("s"), row).delete(Rows.STATE, Rows.stateHeadKey("s")),
                host.view.position());
        host = host.restart();
        assertFalse(unread("s"));
        assertEquals(Map.of("", 5L, "one", 1L, "two", 4L), versions("s"));
        checkpointOfSomething();
        assertTrue(unread("s"));
        host = host.restart();
        assertTrue(unread("s"));
        assertEquals(Map.of("", 5L, "one", 1L, "two", 4L), versions("s"));
        assertEquals(7, host.core.table().require("s").messages());
    }
}
