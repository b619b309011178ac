package io.parley.migration.internal;

import static io.parley.migration.internal.FullSession.ID;
import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.engine.contract.Moves;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Moves that are cut, and during which one or both die: one of the two has the session, with all its messages. */
class InterruptedMoveTest extends TwoParleys {

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
        restart(here, there);
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

    /** It is known that it leaves, but not yet how much its client has got. */
    @Test
    void whatTheClientMayHaveIsMarkedWhereThisOneDies() {
        startClock();
        CompletableFuture<Holder.End> ended = new CompletableFuture<>();
        get(source.sessions.open(new OpenRequest("x", "anna", false, Duration.ofDays(3_000), ended::complete)));
        Client client = new Client(source, "x", 10);
        send(source, "x");
        client.got(1);
        source.migration.moveSession("x", "b");
        get(ended);
        restartSource();
        assertEquals(source, owner("x"));
        assertTrue(new Client(source, "x", 10).got(1).get(0).contains(" again "));
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
        int taken = 0;
        for (int round = 0; round < 40; round++) {
            String id = "s" + round;
            source.create(id);
            sent = 0;
            send(source, id);
            way.cutAtRandom(random);
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
