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
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.engine.contract.Moves;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A session is taken from one Parley to another. */
class MoveTest extends TwoParleys {

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
    }

    private Reason refused(String session, String peer) {
        return assertThrows(RefusedException.class, () -> get(source.migration.moveSession(session, peer)))
                .reason();
    }
}
