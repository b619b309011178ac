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
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionLifeTest {

    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private State state(String id) {
        return host.service().find(id).orElseThrow().state();
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    @Test
    void aNewSessionIsActiveUntilItsHolderLeaves() {
        Opened opened = host.open("a", false, HOUR);

        assertFalse(opened.resumed());
        assertEquals(State.ACTIVE, opened.session().state());
        get(host.service().detach("a", opened.hold()));
        assertEquals(State.DETACHED, state("a"));
        assertTrue(host.open("a", false, HOUR).resumed());
        assertEquals(State.ACTIVE, state("a"));
    }

    @Test
    void aTransientSessionEndsWithItsHolderAndLeavesNoTrace() {
        Opened opened = host.open("a", true, Duration.ZERO);
        get(host.service().detach("a", opened.hold()));

        assertEquals(Optional.empty(), host.service().find("a"));
        assertEquals(0, host.journal.end(), "nothing was journalled");
    }

    @Test
    void aTransientSessionIsNeverResumed() {
        host.open("a", true, Duration.ZERO);

        assertFalse(host.open("a", false, HOUR).resumed());
        host = host.restart();
        assertEquals(State.DETACHED, state("a"));
    }

    @Test
    void aSecondHolderTakesOverAndTheFirstLearnsOfItFirst() {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        Opened first = host.open("a", false, HOUR, end -> events.add("first " + end));
        CompletionStage<Opened> second = host.service()
                .open(new OpenRequest("a", "anonymous", false, HOUR, end -> events.add("second " + end)))
                .whenComplete((opened, failure) -> events.add("opened"));

        assertTrue(get(second).hold() > first.hold());
        host.settle();
        assertEquals(List.of("first TAKEN_OVER", "opened"), List.copyOf(events));
        get(host.service().detach("a", first.hold()));
        assertEquals(State.ACTIVE, state("a"), "the earlier hold has no effect any more");
    }

    @Test
    void manyHoldersAtOnceEndUpWithOneAndEachOtherWasTold() {
        int count = 50;
        Queue<Integer> ended = new ConcurrentLinkedQueue<>();
        List<CompletionStage<Opened>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            opening.add(
                    host.service().open(new OpenRequest("a", "anonymous", i % 3 == 0, HOUR, end -> ended.add(number))));
        }
        long before = 0;
        for (CompletionStage<Opened> stage : opening) {
            long hold = get(stage).hold();
            assertTrue(hold > before);
            before = hold;
        }
        host.settle();
        assertEquals(count - 1, ended.size());
        assertFalse(ended.contains(count - 1));
    }

    @Test
    void tooManyCallsForOneSessionAreRefused() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        host.open("a", false, HOUR, end -> {
            told.countDown();
            awaitUninterrupted(goOn);
        });
        CompletionStage<Opened> second = host.service().open(new OpenRequest("a", "anonymous", false, HOUR, end -> {}));
        assertTrue(told.await(10, TimeUnit.SECONDS));
        List<CompletionStage<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < Turns.MOST_WAITING; i++) {
            waiting.add(host.service().detach("a", -1));
        }
        assertEquals(Reason.LIMIT, refusal(host.service().detach("a", -1)));
        goOn.countDown();
        get(second);
        waiting.forEach(Host::get);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHolderThatFailsHurtsNobody() {
        host.open("a", false, HOUR, end -> {
            throw new IllegalStateException("oh");
        });
        assertTrue(host.open("a", false, HOUR).resumed());
        assertTrue(host.open("a", false, HOUR).resumed());
    }

    @Test
    void aCleanOpenEndsWhatWasThereInOneBatch() {
        Opened first = host.open("a", false, HOUR);
        get(host.service().putState("a", "k", io.parley.api.message.Payload.utf8("v"), java.util.OptionalLong.empty()));
        Opened second = host.open("a", true, HOUR);

        assertFalse(second.resumed());
        assertTrue(second.hold() > first.hold());
        assertEquals(Optional.empty(), get(host.service().state("a", "k")));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(Optional.empty(), get(host.service().state("a", "k")));
    }

    @Test
    void aTransientOpenOverADurableSessionEndsThatForGood() {
        host.open("a", false, HOUR);
        host.engine.checkpoint();
        host.open("a", true, Duration.ZERO);
        host = host.restart();

        assertEquals(Optional.empty(), host.service().find("a"));
    }

    @Test
    void aSessionOfSomebodyElseIsRefused() {
        host.open("a", false, HOUR);

        assertEquals(
                Reason.NOT_ALLOWED, refusal(host.service().open(new OpenRequest("a", "eve", true, HOUR, end -> {}))));
        assertEquals(State.ACTIVE, state("a"));
    }

    @Test
    void closeTellsTheHolder() {
        Queue<Holder.End> ends = new ConcurrentLinkedQueue<>();
        host.open("a", false, HOUR, ends::add);
        get(host.service().close("a"));

        assertEquals(List.of(Holder.End.CLOSED), List.copyOf(ends));
        assertEquals(Reason.NOT_FOUND, refusal(host.service().close("a")));
    }

    @Test
    void aDetachedSessionExpires() {
        Opened opened = host.open("a", false, HOUR);
        get(host.service().detach("a", opened.hold()));
        host.timers.advance(HOUR.minusMillis(1));
        host.settle();
        assertEquals(State.DETACHED, state("a"));
        host.timers.advance(Duration.ofMillis(1));
        get(host.service().detach("a", 0));
        awaitGone("a");
        host = host.restart();
        assertEquals(Optional.empty(), host.service().find("a"));
    }

    private void awaitGone(String id) {
        host.settle();
        assertEquals(Reason.NOT_FOUND, refusal(host.service().close(id)));
    }

    /** A start after a long time: nobody has ended it yet. */
    @Test
    void whatIsOverIsNotResumed() {
        Opened first = host.open("a", false, HOUR);
        get(host.service().putState("a", "k", Payload.copyOf(new byte[1]), OptionalLong.empty()));
        get(host.service().detach("a", first.hold()));
        host.journal.refuse("disk full");
        host.timers.advance(Duration.ofHours(2));
        host.settle();
        host.journal.resume();
        assertFalse(host.open("a", false, HOUR).resumed());
        assertEquals(Optional.empty(), get(host.service().state("a", "k")));
        host.timers.advance(Duration.ofHours(2));
        assertTrue(host.open("a", false, HOUR).resumed(), "one that is held is never over");
    }

    /** How long a session outlives its connection is a duration. */
    @Test
    void aClockThatIsSetEndsNothingAndKeepsNothingAlive() {
        Opened first = host.open("a", false, HOUR);
        get(host.service().detach("a", first.hold()));
        host.timers.set(Duration.ofDays(1));
        host.timers.advance(Duration.ofMinutes(30));
        host.settle();
        assertEquals(State.DETACHED, state("a"));
        Opened again = host.open("a", false, HOUR);
        assertTrue(again.resumed(), "it was not over");
        get(host.service().detach("a", again.hold()));
        host.timers.set(Duration.ofDays(-2));
        host.timers.advance(HOUR.minusMillis(1));
        host.settle();
        assertEquals(State.DETACHED, state("a"));
        host.timers.advance(Duration.ofMillis(1));
        awaitGone("a");
    }

    /** Which of two clocks was right is not known then. */
    @Test
    void aStartGoesByTheClockOnTheWall() {
        Opened first = host.open("a", false, HOUR);
        get(host.service().detach("a", first.hold()));
        host.timers.set(Duration.ofDays(1));
        host = host.restart();
        assertFalse(host.open("a", false, HOUR).resumed());
    }

    @Test
    void aResumedSessionDoesNotExpire() {
        int timers = host.timers.waiting();
        Opened opened = host.open("a", false, HOUR);
        get(host.service().detach("a", opened.hold()));
        host.open("a", false, HOUR);
        host.timers.advance(HOUR.multipliedBy(2));
        host.settle();
        assertEquals(State.ACTIVE, state("a"));
        assertEquals(timers, host.timers.waiting(), "no timer is left");
    }

    @Test
    void aSessionThatNeverExpiresHasNoTimer() {
        int timers = host.timers.waiting();
        Opened opened = host.open("a", false, Session.NEVER);
        get(host.service().detach("a", opened.hold()));

        assertEquals(timers, host.timers.waiting());
        assertEquals(Optional.empty(), host.service().find("a").orElseThrow().expiresAt());
    }

    @Test
    void anExpiryThatCannotBeCommittedIsTriedAgain() {
        Opened opened = host.open("a", false, HOUR);
        get(host.service().detach("a", opened.hold()));
        int waiting = host.timers.waiting();
        host.journal.refuse("disk full");
        host.timers.advance(HOUR);
        while (host.timers.waiting() < waiting) {
            host.settle();
        }
        assertEquals(State.DETACHED, state("a"));
        host.journal.resume();
        host.timers.advance(Duration.ofSeconds(10));
        host.settle();
        awaitGone("a");
    }

    @Test
    void expiryCanBeChangedWhileConnectedAndWhileNot() {
        Opened opened = host.open("a", false, HOUR);
        get(host.service().expireAfter("a", Duration.ofMinutes(1)));
        get(host.service().detach("a", opened.hold()));
        host.timers.advance(Duration.ofSeconds(30));
        get(host.service().expireAfter("a", Duration.ofMinutes(2)));
        host.timers.advance(Duration.ofSeconds(60));
        host.settle();
        assertEquals(State.DETACHED, state("a"));
        host.timers.advance(Duration.ofSeconds(30));
        host.settle();
        awaitGone("a");
    }

    @Test
    void nothingOfATransientSessionBecomesDurableLater() {
        host.open("a", true, Duration.ZERO);

        assertEquals(Reason.INVALID, refusal(host.service().expireAfter("a", HOUR)));
        get(host.service().expireAfter("a", Duration.ZERO));
    }

    @Test
    void afterARestartActiveSessionsCountAsDetachedSinceThen() {
        host.open("a", false, HOUR);
        Opened left = host.open("b", false, HOUR);
        get(host.service().detach("b", left.hold()));
        host.open("c", false, Session.NEVER);
        host.timers.advance(Duration.ofMinutes(30));
        host.engine.checkpoint();
        host = host.restart();
        host.settle();

        assertEquals(3, host.service().sessions().count());
        host.timers.advance(Duration.ofMinutes(30));
        host.settle();
        awaitGone("b");
        assertEquals(State.DETACHED, state("a"));
        host.timers.advance(Duration.ofMinutes(30));
        host.settle();
        awaitGone("a");
        assertEquals(State.DETACHED, state("c"));
        assertTrue(host.open("c", false, HOUR).resumed());
    }

    @Test
    void aRefusedCommitChangesNothing() {
        host.journal.refuse("disk full");
        assertEquals(
                Reason.UNAVAILABLE,
                refusal(host.service().open(new OpenRequest("a", "anonymous", false, HOUR, end -> {}))));
        assertEquals(Optional.empty(), host.service().find("a"));
        host.journal.resume();
        assertFalse(host.open("a", false, HOUR).resumed());
    }

    @Test
    void moreSessionsThanAllowedAreRefusedInWords() {
        host.core.configure(new Settings(2, 0, 10, 3, 10, 1, 10, Takeover.NEWEST));
        host.open("a", false, HOUR);
        host.open("b", true, Duration.ZERO);
        RefusedException refusal = assertThrows(RefusedException.class, () -> host.open("c", false, HOUR));

        assertEquals(Reason.LIMIT, refusal.reason());
        assertTrue(refusal.getMessage().contains("max.sessions"), refusal.getMessage());
        assertTrue(host.open("a", false, HOUR).resumed());
        get(host.service().close("b"));
        host.open("c", false, HOUR);
    }

    @Test
    void callsBeforeTheStartWaitForIt() {
        host.open("a", false, HOUR);
        SessionCore early = new SessionCore(host.engine, host.plugins, Settings.DEFAULT);
        CompletionStage<Void> closing = early.service().close("x");
        assertFalse(closing.toCompletableFuture().isDone());
        early.started();
        assertEquals(Reason.NOT_FOUND, refusal(closing));
    }
}
