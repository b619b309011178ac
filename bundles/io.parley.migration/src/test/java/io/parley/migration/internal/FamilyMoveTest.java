package io.parley.migration.internal;

import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.engine.contract.Moves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A session is taken elsewhere with all that belong to it: in the end all of them are at the same place. */
class FamilyMoveTest extends TwoParleys {

    private static final List<String> FAMILY = List.of("p", "c1", "c2", "g");

    private final List<String> words = new ArrayList<>();

    private void family() {
        source.create("p");
        child(source, "c1", "p");
        child(source, "c2", "p");
        child(source, "g", "c2");
        tell(source);
    }

    /** Each of them gets the next word. */
    private void tell(Parley at) {
        words.add("w" + words.size());
        FAMILY.forEach(id -> send(at, id, words.get(words.size() - 1)));
    }

    private static List<String> children(Parley at, String id) {
        return at.sessions.children(id, Optional.empty(), 100).stream()
                .map(Session::id)
                .toList();
    }

    private void assertTogether(Parley owner) {
        for (String id : FAMILY) {
            assertEquals(owner, owner(id), id);
        }
        assertEquals(List.of("c1", "c2"), children(owner, "p"));
        assertEquals(List.of("g"), children(owner, "c2"));
        FAMILY.forEach(id -> assertGets(owner, id, words));
    }

    private RefusedException refused(String id) {
        return assertThrows(RefusedException.class, () -> get(source.migration.moveSession(id, "b")));
    }

    @Test
    void allGoAndAreStillAFamily() {
        startClock();
        family();
        get(source.migration.moveSession("p", "b"));
        for (String id : FAMILY) {
            assertFalse(isHere(source, id), id);
            RefusedException moved = assertThrows(RefusedException.class, () -> source.open(id, "anna"));
            assertEquals("elsewhere:1883", moved.movedTo());
        }
        tell(source);
        assertTogether(target);
        restartTarget();
        assertTogether(target);
        target.checkpoint();
        restartTarget();
        assertTogether(target);
        child(target, "c3", "p");
        get(target.sessions.close("p"));
        awaitThat(() -> FAMILY.stream().noneMatch(id -> isHere(target, id)) && !isHere(target, "c3"));
    }

    @Test
    void childAloneIsRefusedWithItsParentsName() {
        family();
        RefusedException refused = refused("g");
        assertEquals(Reason.INVALID, refused.reason());
        assertTrue(refused.getMessage().contains("belongs to session 'c2'"), refused.getMessage());
        assertTogether(source);
    }

    @Test
    void whereOneIsNotDurableNobodyGoes() {
        family();
        get(source.sessions.open(new OpenRequest("short", "anna", false, Duration.ZERO, end -> {}, Optional.of("c1"))));
        RefusedException refused = refused("p");
        assertEquals(Reason.INVALID, refused.reason());
        assertTrue(refused.getMessage().contains("'short'"), refused.getMessage());
        get(source.sessions.close("short"));
        assertTogether(source);
        child(source, "more", "c1");
        get(source.sessions.close("more"));
        get(source.migration.moveSession("p", "b"));
        assertTogether(target);
    }

    @Test
    void moreThanAThousandAreNotTakenTogether() {
        source.create("p");
        for (int i = 0; i < 10; i++) {
            child(source, "c" + i, "p");
            for (int k = 0; k < 99; k++) {
                child(source, "c" + i + "/" + k, "c" + i);
            }
        }
        assertEquals(Reason.LIMIT, refused("p").reason());
        child(source, "one more", "c3/7");
        source.create("c9/98");
    }

    @Test
    void whereOneIsThereAlreadyNobodyGoes() {
        family();
        target.create("g");
        assertEquals(Reason.CONFLICT, refused("p").reason());
        get(target.sessions.close("g"));
        assertTogether(source);
        target.settle();
        assertTrue(target.sessions.sessions().findAny().isEmpty(), "some of them are there");
    }

    @Test
    void noChildComesMeanwhile() throws InterruptedException {
        startClock();
        family();
        way.cut(Way.Cut.BEFORE, null, null);
        way.breakWithIt();
        source.migration.moveSession("p", "b");
        way.awaitCut();
        for (String parent : List.of("p", "g")) {
            RefusedException late = assertThrows(RefusedException.class, () -> child(source, "late", parent));
            assertEquals(Reason.CONFLICT, late.reason());
            assertTrue(late.getMessage().contains("'" + parent + "' is just being taken elsewhere"), late.getMessage());
        }
        restartSource();
        assertThrows(RefusedException.class, () -> child(source, "late", "p"));
        way.repair();
        assertTogether(source);
        child(source, "late", "g");
        get(source.sessions.close("late"));
        get(source.migration.moveSession("p", "b"));
        assertTogether(target);
    }

    private void interrupted(Way.Cut offer, Way.Cut outcome, boolean here, boolean there, boolean taken)
            throws InterruptedException {
        startClock();
        family();
        way.cut(offer, outcome, null);
        way.breakWithIt();
        source.migration.moveSession("p", "b");
        way.awaitCut();
        tell(source);
        restart(here, there);
        way.repair();
        tell(source);
        assertTogether(taken ? target : source);
    }

    @Test
    void offerThatDoesNotArriveLeavesAllHere() throws InterruptedException {
        interrupted(Way.Cut.BEFORE, null, false, false, false);
    }

    @Test
    void halfAnOfferAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.HALF, null, true, true, false);
    }

    @Test
    void halfAnOfferAndThisOneDies() throws InterruptedException {
        interrupted(Way.Cut.HALF, Way.Cut.BEHIND, true, false, false);
    }

    @Test
    void answerThatDoesNotComeIsAskedFor() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEHIND, false, false, true);
    }

    @Test
    void answerThatDoesNotComeAndThisOneDies() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, Way.Cut.BEFORE, true, false, true);
    }

    @Test
    void answerThatDoesNotComeAndBothDie() throws InterruptedException {
        interrupted(Way.Cut.BEHIND, null, true, true, true);
    }

    /** The offer's answer comes, and then nobody says how far the others have come. */
    @Test
    void whoeverIsAskedAboutTheChildrenDies() throws InterruptedException {
        interrupted(null, Way.Cut.BEHIND, true, false, true);
    }

    @Test
    void targetThatCannotStoreThemTakesNone() {
        startClock();
        family();
        target.journal.refuse("the disk is full");
        assertThrows(RefusedException.class, () -> get(source.migration.moveSession("p", "b")));
        target.journal.resume();
        assertTogether(source);
    }

    @Test
    void sourceThatCannotStoreItLetsNoneGo() {
        startClock();
        family();
        source.journal.refuse("the disk is full");
        assertThrows(RefusedException.class, () -> get(source.migration.moveSession("p", "b")));
        source.journal.resume();
        assertTogether(source);
        get(source.migration.moveSession("p", "b"));
        assertTogether(target);
    }

    @Test
    void randomCutsAndDeaths() {
        startClock();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            family();
            way.cutAtRandom(random);
            CompletionStage<Void> moved = source.migration.moveSession("p", "b");
            tell(source);
            boolean restarted = random.nextInt(3) == 0;
            if (restarted) {
                restartSource();
                awaitThat(() -> get(source.service(Moves.class).leaving()).isEmpty());
            } else {
                if (random.nextInt(3) == 0) {
                    restartTarget();
                }
                awaitThat(moved.toCompletableFuture()::isDone);
            }
            Parley owner = owner("p");
            assertTogether(owner);
            get(owner.sessions.close("p"));
            awaitThat(() -> FAMILY.stream().noneMatch(id -> isHere(owner, id)));
            words.clear();
            if (owner == target) {
                // What was moved is remembered here; the next family is another one.
                source.timers.advance(Duration.ofHours(25));
                awaitThat(() -> get(source.service(Moves.class).gone()).isEmpty());
            }
        }
    }
}
