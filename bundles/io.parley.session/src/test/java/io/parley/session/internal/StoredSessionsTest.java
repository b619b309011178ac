package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.router.Load;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start with so many sessions that work begins before all of them are taken up. */
@Timeout(60)
class StoredSessionsTest {

    /** More than are read at one time. */
    private static final int COUNT = 2_500;

    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private Opened open(String id, String principal, String parent, Duration expiry) {
        return get(opening(id, principal, parent, expiry));
    }

    private CompletionStage<Opened> opening(String id, String principal, String parent, Duration expiry) {
        return host.service()
                .open(new OpenRequest(id, principal, false, expiry, end -> {}, Optional.ofNullable(parent)));
    }

    private void leave(Opened opened) {
        get(host.service().detach(opened.session().id(), opened.hold()));
    }

    private void checkpoint() {
        host.engine.checkpoint();
        host.settle();
    }

    private void restart() {
        restart(Settings.DEFAULT);
    }

    private void restart(Settings settings) {
        host = host.restart(settings, 1);
        assertFalse(stored().all());
    }

    private StoredSessions stored() {
        return host.core.table().stored();
    }

    private void takeUp() {
        host.timers.advance(StoredSessions.MOMENT);
        stored().await();
        assertTrue(stored().all());
        host.settle();
    }

    private int count() {
        return host.core.table().registers().size();
    }

    private List<String> ids() {
        return host.service().sessions().map(Session::id).sorted().toList();
    }

    private State state(String id) {
        return host.service().find(id).orElseThrow().state();
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    @Test
    void anySessionIsThereBeforeAllAreTakenUp() {
        for (int i = 0; i < COUNT; i++) {
            open("s" + i, "anna", null, HOUR);
        }
        get(host.service().putState("s7", "key", Payload.utf8("7"), OptionalLong.empty()));
        checkpoint();
        // What is on the journal alone comes to what the view has.
        get(host.service().putState("s7", "key", Payload.utf8("8"), OptionalLong.empty()));
        get(host.service().close("s8"));
        restart();

        assertEquals(COUNT - 1, count());
        assertEquals(Optional.empty(), host.service().find("s8"));
        assertEquals(State.DETACHED, state("s9"), "nobody holds it any more");
        assertEquals("anna", host.service().find("s9").orElseThrow().principal());
        assertEquals(2, get(host.service().state("s7", "key")).orElseThrow().version());
        assertTrue(open("s2400", "anna", null, HOUR).resumed());
        assertEquals(Reason.NOT_ALLOWED, refusal(opening("s2401", "bert", null, HOUR)));
        get(host.service().close("s10"));
        assertEquals(Optional.empty(), host.service().find("s10"));
        get(host.service().close("s11"));
        assertFalse(open("s11", "bert", null, HOUR).resumed());
        assertFalse(open("new", "anna", null, HOUR).resumed());
        assertFalse(stored().all());
        assertEquals(COUNT - 1, count());

        takeUp();
        List<String> expected = IntStream.range(0, COUNT)
                .filter(i -> i != 8 && i != 10)
                .mapToObj(i -> "s" + i)
                .toList();
        assertEquals(Stream.concat(expected.stream(), Stream.of("new")).sorted().toList(), ids());
        assertEquals(COUNT - 1, count());
        assertEquals(State.ACTIVE, state("s2400"), "still held");
        assertEquals("bert", host.service().find("s11").orElseThrow().principal());
        assertEquals(COUNT - 1, host.core.figures().totals().count());
        assertEquals(
                List.of("s11"),
                host.service().sessionsOf("bert", Optional.empty(), 10).stream()
                        .map(Session::id)
                        .toList());

        checkpoint();
        restart();
        assertEquals(COUNT - 1, count());
        takeUp();
        assertEquals(COUNT - 1, ids().size());
    }

    @Test
    void sessionsExpireWhetherSomebodyAskedForThemOrNot() {
        for (String id : List.of("asked", "not asked", "stays", "held")) {
            Opened opened = open(id, "anna", null, id.equals("stays") ? Duration.ofDays(1) : HOUR);
            if (!id.equals("held")) {
                leave(opened);
            }
        }
        checkpoint();
        restart();
        assertEquals("asked", host.service().find("asked").orElseThrow().id());
        assertEquals(Reason.NOT_FOUND, refusal(host.service().state("none", "key")));
        get(host.service().state("asked", "key"));
        takeUp();
        assertEquals(List.of("asked", "held", "not asked", "stays"), ids());
        assertEquals(State.DETACHED, state("held"));
        host.timers.advance(HOUR.minus(StoredSessions.MOMENT).minusMillis(1));
        host.settle();
        assertTrue(ids().contains("held"), "its hour began with the start");
        host.timers.advance(Duration.ofMillis(1));
        host.settle();
        assertEquals(List.of("stays"), ids());
    }

    @Test
    void oneThatExpiresBeforeAllAreTakenUpStaysAway() {
        leave(open("s", "anna", null, Duration.ofSeconds(1)));
        open("other", "anna", null, HOUR);
        checkpoint();
        restart();
        get(host.service().state("s", "key"));
        host.timers.advance(Duration.ofSeconds(1));
        host.settle();
        assertEquals(Optional.empty(), host.service().find("s"));
        takeUp();
        assertEquals(List.of("other"), ids());
        assertEquals(1, count());
    }

    @Test
    void whatNeedsAllOfThemWaits() {
        open("a1", "anna", null, HOUR);
        open("a2", "anna", null, HOUR);
        checkpoint();
        Settings usual = Settings.DEFAULT;
        restart(new Settings(
                4,
                2,
                usual.children(),
                usual.depth(),
                usual.stateKeys(),
                usual.stateValueKib(),
                usual.stateKib(),
                usual.takeover()));
        assertTrue(open("a1", "anna", null, HOUR).resumed(), "one that is there needs no room");
        CompletionStage<Opened> third = opening("a3", "anna", null, HOUR);
        CompletionStage<Opened> child = opening("c", Session.ANONYMOUS, "a1", HOUR);
        CompletionStage<?> keys = host.core.figures().keys("k");
        assertFalse(open("b1", Session.ANONYMOUS, null, HOUR).resumed());
        assertFalse(open("b2", Session.ANONYMOUS, null, HOUR).resumed());
        assertEquals(
                Reason.LIMIT, refusal(opening("b3", Session.ANONYMOUS, null, HOUR)), "how many there are is known");
        assertEquals(Load.UNKNOWN, host.core.acceptor().load(new Address(Address.Kind.PRINCIPAL, "nobody")));
        host.settle();
        assertFalse(third.toCompletableFuture().isDone());
        assertFalse(child.toCompletableFuture().isDone());
        assertFalse(keys.toCompletableFuture().isDone());
        takeUp();
        assertEquals(Reason.LIMIT, refusal(third), "the principal has two");
        assertEquals(Reason.NOT_ALLOWED, refusal(child));
        get(keys);
        assertEquals(Load.ABSENT, host.core.acceptor().load(new Address(Address.Kind.PRINCIPAL, "nobody")));
    }

    @Test
    void childrenEndWithAParentThatEndedBeforeTheyWereTakenUp() {
        open("p", "anna", null, HOUR);
        open("c1", "anna", "p", HOUR);
        open("g", "anna", "c1", HOUR);
        open("x", "anna", null, HOUR);
        open("y", "anna", "x", HOUR);
        checkpoint();
        restart();
        get(host.service().close("p"));
        assertEquals(Optional.of("x"), host.service().find("y").orElseThrow().parent());
        takeUp();
        // They end soon after all are there, not before.
        while (ids().size() > 2 && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
        assertEquals(List.of("x", "y"), ids());
        assertEquals(
                List.of("y"),
                host.service().children("x", Optional.empty(), 10).stream()
                        .map(Session::id)
                        .toList());
    }

    @Test
    void whoWaitsLearnsThatTheServiceStops() {
        open("a1", "anna", null, HOUR);
        checkpoint();
        restart();
        CompletionStage<?> keys = host.core.figures().keys("k");
        host.core.close();
        assertEquals(Reason.UNAVAILABLE, refusal(keys));
        host.timers.advance(StoredSessions.MOMENT);
        assertFalse(stored().all());
    }

    private void write(byte[] row) throws JournalException {
        host.view.write(new ViewChanges().put(Rows.SESSIONS, Rows.key("s5"), row), host.view.position());
    }

    private static boolean takesUp() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("parley-sessions"));
    }

    @Test
    void rowsThatCannotBeReadAreTriedAgain() throws JournalException {
        for (int i = 0; i < COUNT; i++) {
            open("s" + i, "anna", null, HOUR);
        }
        checkpoint();
        byte[] row = host.view.get(Rows.SESSIONS, Rows.key("s5"));
        write(new byte[] {99});
        restart();
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(RefusedException.class, () -> host.service().find("s5"))
                        .reason());
        assertEquals(Reason.UNAVAILABLE, refusal(opening("s5", "anna", null, HOUR)));
        assertTrue(open("s4", "anna", null, HOUR).resumed());
        host.timers.advance(StoredSessions.MOMENT);
        while (takesUp() && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
        assertFalse(stored().all());
        write(row);
        assertTrue(open("s5", "anna", null, HOUR).resumed());
        host.timers.advance(Duration.ofSeconds(10));
        stored().await();
        assertEquals(COUNT, ids().size());
        assertEquals(COUNT, host.core.figures().totals().count());
    }
}
