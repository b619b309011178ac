package io.parley.migration.internal;

import static io.parley.migration.internal.FullSession.ID;
import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.engine.contract.Moves;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session is taken from one Parley to another, and it is one of them that has it, whatever happens meanwhile. */
@Timeout(120)
class MoveTest {

    private volatile Parley source = new Parley();
    private volatile Parley target = new Parley();
    private final Way way = new Way(() -> target);
    private int sent;

    /** What is tried again is tried again soon. */
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void begin() {
        source.peer("b", way);
    }

    private void startClock() {
        clock.scheduleWithFixedDelay(
                () -> {
                    pass(source);
                    pass(target);
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
    }

    private static void pass(Parley at) {
        try {
            at.timers.advance(Duration.ofSeconds(1));
        } catch (RejectedExecutionException e) {
            // It is just dying.
        }
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        source.close();
        target.close();
    }

    private void restartSource() {
        source = source.restart();
        source.peer("b", way);
    }

    private void restartTarget() {
        target = target.restart();
    }

    /** To the session, here. */
    private void send(Parley at, String id) {
        get(at.messages.send(
                Message.to(Address.session(id)).payload("n" + sent++).build()));
    }

    private static boolean isHere(Parley at, String id) {
        return at.sessions.find(id).isPresent();
    }

    private static void awaitThat(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Until it is decided who has it; whoever opens it then is the only one. */
    private Parley owner(String id) {
        CompletableFuture<Boolean> here = opens(source, id);
        CompletableFuture<Boolean> there = opens(target, id);
        boolean isHere = here.join();
        boolean isThere = there.join();
        assertTrue(isHere ^ isThere, "here " + isHere + ", there " + isThere);
        return isHere ? source : target;
    }

    /** Where there is none this makes no session: nobody else may be its principal. */
    private static CompletableFuture<Boolean> opens(Parley at, String id) {
        if (!isHere(at, id)) {
            return CompletableFuture.completedFuture(false);
        }
        return at.sessions
                .open(new OpenRequest(id, "anna", false, Duration.ofDays(3_000), end -> {}))
                .thenCompose(opened -> at.sessions.detach(id, opened.hold()))
                .handle((done, failure) -> failure == null)
                .toCompletableFuture();
    }

    /** Everything that was sent to it, once, in order. */
    private void assertAllThere(Parley owner, String id, int count) {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wanted.add("n" + i);
        }
        Client client = new Client(owner, id, 10_000);
        awaitThat(() -> client.got().size() >= count);
        owner.settle();
        assertEquals(wanted, client.got().stream().map(one -> one.split(" ")[1]).toList());
        client.link().close();
        owner.settle();
    }

    @Test
    void allOfItIsThereAndNothingOfItHere() {
        FullSession.make(source);
        byte[] before = source.export(ID);
        get(source.migration.moveSession(ID, "b"));
        source.settle();
        target.settle();
        assertFalse(isHere(source, ID));
        assertArrayEquals(before, target.export(ID));
        assertTrue(get(source.subscriptions.of(ID)).isEmpty());
        RefusedException moved = assertThrows(RefusedException.class, () -> source.open(ID, "anna"));
        assertEquals(Reason.MOVED, moved.reason());
        assertEquals("elsewhere:1883", moved.movedTo());
        assertEquals(Optional.of("elsewhere:1883"), source.sessions.movedTo(ID));
        assertEquals(Optional.empty(), target.sessions.movedTo(ID));
        assertEquals(List.of(), source.migration.underWay());
        AtomicBoolean published = new AtomicBoolean();
        source.holds.publishWills((session, principal, publication, forget) -> {
            published.set(true);
            return CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "not here"));
        });
        source.timers.advance(Duration.ofMinutes(20));
        source.settle();
        assertFalse(published.get(), "the will is published here");
        restartSource();
        moved = assertThrows(RefusedException.class, () -> source.open(ID, "anna"));
        assertEquals("elsewhere:1883", moved.movedTo());
        source.checkpoint();
        restartSource();
        assertThrows(RefusedException.class, () -> source.open(ID, "anna"));
    }

    @Test
    void whoIsConnectedIsSentAway() {
        startClock();
        CompletableFuture<Holder.End> ended = new CompletableFuture<>();
        get(source.sessions.open(new OpenRequest("x", "anna", false, Duration.ofDays(3_000), ended::complete)));
        get(source.migration.moveSession("x", "b"));
        assertEquals(Holder.End.MOVED, get(ended));
        assertEquals(target, owner("x"));
    }

    @Test
    void whatComesLaterFollowsInOrderAndOnce() {
        startClock();
        source.create("x");
        for (int i = 0; i < 5; i++) {
            send(source, "x");
        }
        get(source.migration.moveSession("x", "b"));
        for (int i = 0; i < 300; i++) {
            send(source, "x");
            if (i == 100) {
                way.cut(null, null, Way.Cut.BEHIND);
            } else if (i == 150) {
                way.cut(null, null, Way.Cut.BEFORE);
            } else if (i == 200) {
                restartSource();
            } else if (i == 250) {
                restartTarget();
            }
        }
        assertAllThere(target, "x", sent);
    }

    @Test
    void itIsForgottenInTime() {
        startClock();
        source.create("x");
        get(source.migration.moveSession("x", "b"));
        send(source, "x");
        assertAllThere(target, "x", 1);
        source.timers.advance(Duration.ofHours(25));
        awaitThat(() -> {
            try {
                send(source, "x");
                return false;
            } catch (RefusedException e) {
                return e.reason() == Reason.NOT_FOUND;
            }
        });
        awaitThat(() -> target.service(Moves.class).arrivals() == 0);
        source.detach(source.open("x", "bert"));
        assertTrue(isHere(source, "x"), "a new one may begin");
    }

    @Test
    void itStaysWhereItIsNotTaken() {
        FullSession.make(source);
        byte[] before = source.export(ID);
        target.create(ID);
        RefusedException refused =
                assertThrows(RefusedException.class, () -> get(source.migration.moveSession(ID, "b")));
        assertEquals(Reason.CONFLICT, refused.reason());
        assertTrue(refused.getMessage().contains("There is a session 's/1' already"), refused.getMessage());
        assertArrayEquals(before, source.export(ID));
        get(source.groups().leave(ID, "team"));
        FullSession.state(source, "a", "third");
        get(target.sessions.close(ID));
        get(source.migration.moveSession(ID, "b"));
        assertEquals(target, owner(ID));
    }

    @Test
    void whatCannotBeMovedIsSaid() {
        assertEquals(Reason.NOT_FOUND, refused("nobody", "b"));
        source.create("x");
        assertEquals(Reason.NOT_FOUND, refused("x", "c"));
        get(source.sessions.open(new OpenRequest("short", "anna", false, Duration.ZERO, end -> {})));
        assertEquals(Reason.INVALID, refused("short", "b"));
        Opened child = get(source.sessions.open(
                new OpenRequest("child", "anna", false, Duration.ofDays(3_000), end -> {}, Optional.of("x"))));
        source.detach(child);
        assertEquals(Reason.INVALID, refused("x", "b"));
        get(source.migration.moveSession("child", "b"));
        get(source.migration.moveSession("x", "b"));
        target.peer("a", new Way(() -> source));
        RefusedException back = assertThrows(RefusedException.class, () -> get(target.migration.moveSession("x", "a")));
        assertTrue(back.getMessage().contains("was here until lately"), back.getMessage());
    }

    private Reason refused(String session, String peer) {
        return assertThrows(RefusedException.class, () -> get(source.migration.moveSession(session, peer)))
                .reason();
    }

    /** What is cut, who dies then, and who has the session in the end. */
    private void interrupted(Way.Cut offer, Way.Cut outcome, boolean here, boolean there, boolean taken)
            throws InterruptedException {
        startClock();
        source.create("x");
        send(source, "x");
        way.cut(offer, outcome, null);
        way.breakWithIt();
        CompletionStage<Void> moved = source.migration.moveSession("x", "b");
        way.awaitCut();
        send(source, "x");
        if (here) {
            restartSource();
        }
        if (there) {
            restartTarget();
        }
        way.repair();
        send(source, "x");
        if (!here) {
            moved.toCompletableFuture().handle((done, failure) -> null).join();
        }
        Parley owner = owner("x");
        assertEquals(taken ? target : source, owner);
        send(source, "x");
        assertAllThere(owner, "x", 4);
    }

    @Test
    void offerThatDoesNotArriveLeavesItHere() throws InterruptedException {
        interrupted(Way.Cut.BEFORE, null, false, false, false);
    }

    @Test
    void offerThatDoesNotArriveAndThisOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEFORE, null, true, false, false);
    }

    @Test
    void halfAnOfferLeavesItHere() throws InterruptedException {
        interrupted(Way.Cut.HALF, null, false, false, false);
    }

    @Test
    void halfAnOfferAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.HALF, null, true, true, false);
    }

    @Test
    void answerThatDoesNotComeIsAskedFor() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, null, false, false, true);
    }

    @Test
    void answerThatDoesNotComeTwiceIsAskedForAgain() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEHIND, false, true, true);
    }

    @Test
    void answerThatDoesNotComeAndThisOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEFORE, true, false, true);
    }

    @Test
    void answerThatDoesNotComeAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, null, true, true, true);
    }

    @Test
    void targetThatCannotStoreItDoesNotTakeIt() {
        startClock();
        source.create("x");
        send(source, "x");
        target.journal.refuse("the disk is full");
        assertThrows(RefusedException.class, () -> get(source.migration.moveSession("x", "b")));
        target.journal.resume();
        assertEquals(source, owner("x"));
        get(source.migration.moveSession("x", "b"));
        assertEquals(target, owner("x"));
        assertAllThere(target, "x", 1);
    }

    @Test
    void whatWasSaidNotToBeTakenIsNotTakenLater() {
        FullSession.make(source);
        byte[] export = source.export(ID);
        assertFalse(get(target.arrivals().outcome("m", ID)).taken());
        assertFalse(get(target.arrivals().offer("m", ID, new ByteArrayInputStream(export)))
                .taken());
        assertFalse(isHere(target, ID));
        assertTrue(get(target.arrivals().offer("m2", ID, new ByteArrayInputStream(export)))
                .taken());
        assertTrue(
                get(target.arrivals().offer("m2", ID, new ByteArrayInputStream(export)))
                        .taken(),
                "said again");
        assertFalse(get(target.arrivals().offer("m3", "other", new ByteArrayInputStream(export)))
                .taken());
    }

    @Test
    void manyWithRandomCutsAndDeaths() throws InterruptedException {
        startClock();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Way.Cut[] cuts = {null, Way.Cut.BEFORE, Way.Cut.HALF, Way.Cut.BEHIND};
        Way.Cut[] others = {null, Way.Cut.BEFORE, Way.Cut.BEHIND};
        int taken = 0;
        for (int round = 0; round < 40; round++) {
            String id = "s" + round;
            source.create(id);
            sent = 0;
            send(source, id);
            way.cut(cuts[random.nextInt(4)], others[random.nextInt(3)], others[random.nextInt(3)]);
            CompletionStage<Void> moved = source.migration.moveSession(id, "b");
            for (int i = random.nextInt(4); i > 0; i--) {
                send(source, id);
            }
            boolean restarted = random.nextInt(3) == 0;
            if (restarted) {
                restartSource();
            } else if (random.nextInt(3) == 0) {
                restartTarget();
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                send(source, id);
            }
            if (restarted) {
                awaitThat(() -> get(source.service(Moves.class).leaving()).stream()
                        .noneMatch(one -> one.session().equals(id)));
            } else {
                awaitThat(moved.toCompletableFuture()::isDone);
            }
            Parley owner = owner(id);
            taken += owner == target ? 1 : 0;
            assertAllThere(owner, id, sent);
        }
        System.out.println(taken + " of 40 were taken");
    }
}
