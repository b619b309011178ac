package io.parley.migration.internal;

import static io.parley.migration.internal.FullSession.ID;
import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Moves;
import io.parley.spi.migration.FollowUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A session comes back to where it was, before that has forgotten it: what has come for it there meanwhile is behind what it brings. */
class MoveBackTest extends TwoParleys {

    private final List<String> words = new ArrayList<>();

    private void tell(Parley at) {
        words.add("w" + words.size());
        send(at, "x", words.get(words.size() - 1));
    }

    private String moveTo(String peer, Parley at) {
        get(at.migration.moveSession("x", peer));
        return get(at.service(Moves.class).gone()).get(0).move();
    }

    /** Nothing follows it until the way is repaired. */
    private void stopFollowing() {
        way.cut(null, null, Way.Cut.BEFORE);
        way.breakWithIt();
    }

    @Test
    void allOfItIsHereAgainAndNothingOfItThere() {
        FullSession.make(source);
        byte[] before = source.export(ID);
        get(source.migration.moveSession(ID, "b"));
        get(target.migration.moveSession(ID, "a"));
        assertArrayEquals(before, source.export(ID));
        assertFalse(isHere(target, ID));
        RefusedException moved = assertThrows(RefusedException.class, () -> target.open(ID, "anna"));
        assertEquals(Reason.MOVED, moved.reason());
        assertTrue(source.sessions.movedTo(ID).isEmpty());
        restartSource();
        assertArrayEquals(before, source.export(ID));
        source.checkpoint();
        restartSource();
        assertArrayEquals(before, source.export(ID));
        get(source.migration.moveSession(ID, "b"));
        assertArrayEquals(before, target.export(ID));
    }

    @Test
    void whatCameForItIsBehindWhatItBrings() {
        startClock();
        source.create("x");
        tell(source);
        moveTo("b", source);
        stopFollowing();
        tell(target);
        tell(target);
        for (int i = 0; i < 100; i++) {
            tell(source);
        }
        moveTo("a", target);
        tell(source);
        assertEquals(source, owner("x"));
        assertGets(source, "x", words);
        way.repair();
        restartSource();
        assertGets(source, "x", words);
        moveTo("b", source);
        tell(source);
        assertGets(target, "x", words);
    }

    @Test
    void ofSendersThatGoOnEachKeepsItsOrder() throws InterruptedException {
        startClock();
        source.create("x");
        AtomicBoolean ends = new AtomicBoolean();
        List<Thread> senders = new ArrayList<>();
        List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        List<Parley> places = List.of(source, target);
        for (int i = 0; i < 2; i++) {
            int which = i;
            senders.add(new Thread(() -> {
                while (!ends.get() && sent.get(which).size() < 400) {
                    String text = (which == 0 ? "s" : "t") + sent.get(which).size();
                    try {
                        send(places.get(which), "x", text);
                        sent.get(which).add(text);
                    } catch (RefusedException e) {
                        // Just coming back, or never here yet.
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        senders.forEach(Thread::start);
        for (int round = 0; round < 5; round++) {
            get(source.migration.moveSession("x", "b"));
            get(target.migration.moveSession("x", "a"));
        }
        ends.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        assertEquals(source, owner("x"));
        int count = sent.get(0).size() + sent.get(1).size();
        Client client = new Client(source, "x", 10_000);
        awaitThat(() -> client.got().size() >= count);
        List<String> got = client.got().stream().map(one -> one.split(" ")[1]).toList();
        for (int i = 0; i < 2; i++) {
            String letter = i == 0 ? "s" : "t";
            assertEquals(
                    sent.get(i),
                    got.stream().filter(one -> one.startsWith(letter)).toList());
        }
        System.out.println(count + " messages");
    }

    @Test
    void whatComesLateOfTheFirstMoveDoesNoHarm() throws InterruptedException {
        startClock();
        source.create("x");
        String first = moveTo("b", source);
        stopFollowing();
        tell(source);
        awaitThat(() -> !way.followed().isEmpty());
        List<FollowUp> late = way.followed();
        back.cut(Way.Cut.BEFORE, null, null);
        back.breakWithIt();
        CompletionStage<Void> returns = target.migration.moveSession("x", "a");
        back.awaitCut();
        assertEquals(Reason.CONFLICT, refused(first, late));
        back.repair();
        assertThrows(RefusedException.class, () -> get(returns), "it stays there");
        moveTo("a", target);
        assertEquals(Reason.NOT_FOUND, refused(first, late));
        assertFalse(get(target.arrivals().outcome(first, "x")).taken(), "it is over");
        way.repair();
        tell(source);
        assertGets(source, "x", words);
    }

    private Reason refused(String move, List<FollowUp> messages) {
        return assertThrows(RefusedException.class, () -> get(target.arrivals().follow(move, "x", messages)))
                .reason();
    }

    @Test
    void whereItIsNotTakenItGoesOnThere() {
        startClock();
        source.create("x");
        moveTo("b", source);
        stopFollowing();
        tell(source);
        source.journal.refuse("the disk is full");
        assertThrows(RefusedException.class, () -> get(target.migration.moveSession("x", "a")));
        source.journal.resume();
        way.repair();
        tell(source);
        assertEquals(target, owner("x"));
        assertGets(target, "x", words);
    }

    @Test
    void whereTooMuchHasNotFollowedItStaysThereUntilThatHas() {
        startClock();
        source.create("x");
        moveTo("b", source);
        stopFollowing();
        String text = "-".repeat(100_000);
        for (int i = 0; i < 11; i++) {
            words.add(i + text);
            send(source, "x", i + text);
        }
        RefusedException refused =
                assertThrows(RefusedException.class, () -> get(target.migration.moveSession("x", "a")));
        assertTrue(refused.getMessage().contains("have not followed session 'x' yet"), refused.getMessage());
        way.repair();
        tell(source);
        assertGets(target, "x", words);
    }

    @Test
    void fromAThirdPlaceItDoesNotComeBackBeforeItIsForgotten() {
        startClock();
        try (Parley third = new Parley()) {
            target.peer("c", new Way(() -> third));
            third.peer("a", back);
            source.create("x");
            moveTo("b", source);
            moveTo("c", target);
            RefusedException refused =
                    assertThrows(RefusedException.class, () -> get(third.migration.moveSession("x", "a")));
            assertTrue(refused.getMessage().contains("was here until lately"), refused.getMessage());
            tell(source);
            assertGets(third, "x", words);
        }
    }

    @Test
    void whoComesBackIsForgottenInTime() {
        startClock();
        source.create("x");
        moveTo("b", source);
        moveTo("a", target);
        moveTo("b", source);
        moveTo("a", target);
        target.timers.advance(Duration.ofHours(25));
        awaitThat(() -> get(target.service(Moves.class).gone()).isEmpty());
        for (Parley each : List.of(source, target)) {
            awaitThat(() -> each.service(Moves.class).arrivals() == 0);
        }
        assertTrue(get(source.service(Moves.class).gone()).isEmpty());
        tell(source);
        assertGets(source, "x", words);
    }

    @Test
    void aFamilyComesBackTogether() {
        startClock();
        source.create("x");
        child(source, "c", "x");
        get(source.migration.moveSession("x", "b"));
        send(source, "c", "word");
        get(target.migration.moveSession("x", "a"));
        assertEquals(source, owner("x"));
        assertEquals(source, owner("c"));
        assertGets(source, "c", List.of("word"));
    }

    private void interrupted(Way.Cut offer, Way.Cut outcome, boolean here, boolean there, boolean returns)
            throws InterruptedException {
        startClock();
        source.create("x");
        tell(source);
        moveTo("b", source);
        stopFollowing();
        tell(source);
        back.cut(offer, outcome, null);
        back.breakWithIt();
        target.migration.moveSession("x", "a");
        back.awaitCut();
        tell(source);
        restart(here, there);
        tell(source);
        back.repair();
        way.repair();
        assertEquals(returns ? source : target, owner("x"));
        tell(source);
        assertGets(returns ? source : target, "x", words);
    }

    @Test
    void offerThatDoesNotArriveLeavesItThere() throws InterruptedException {
        interrupted(Way.Cut.BEFORE, null, false, false, false);
    }

    @Test
    void offerThatDoesNotArriveAndThatOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEFORE, null, false, true, false);
    }

    @Test
    void halfAnOfferAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.HALF, Way.Cut.BEHIND, true, true, false);
    }

    @Test
    void answerThatDoesNotComeIsAskedFor() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEHIND, false, false, true);
    }

    @Test
    void answerThatDoesNotComeAndThisOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, null, true, false, true);
    }

    @Test
    void answerThatDoesNotComeAndThatOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEFORE, false, true, true);
    }

    @Test
    void answerThatDoesNotComeAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEHIND, true, true, true);
    }

    @Test
    void thereAndBackWithRandomCutsAndDeaths() {
        startClock();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Way.Cut[] cuts = {null, null, Way.Cut.BEFORE, Way.Cut.HALF, Way.Cut.BEHIND};
        Way.Cut[] others = {null, null, Way.Cut.BEFORE, Way.Cut.BEHIND};
        source.create("x");
        int moved = 0;
        for (int round = 0; round < 60; round++) {
            tell(source);
            Parley owner = owner("x");
            way.cut(cuts[random.nextInt(5)], others[random.nextInt(4)], others[random.nextInt(4)]);
            back.cut(cuts[random.nextInt(5)], others[random.nextInt(4)], others[random.nextInt(4)]);
            boolean fromSource = owner == source;
            CompletionStage<Void> moves = owner.migration.moveSession("x", fromSource ? "b" : "a");
            boolean sourceDies = random.nextInt(4) == 0;
            boolean targetDies = random.nextInt(4) == 0;
            if (sourceDies) {
                restartSource();
            }
            if (targetDies) {
                restartTarget();
            }
            if (fromSource ? sourceDies : targetDies) {
                Parley from = fromSource ? source : target;
                awaitThat(() -> get(from.service(Moves.class).leaving()).isEmpty());
            } else {
                awaitThat(moves.toCompletableFuture()::isDone);
            }
            moved += (owner("x") == source) != fromSource ? 1 : 0;
        }
        assertGets(owner("x"), "x", words);
        System.out.println(moved + " of 60 were taken");
    }
}
