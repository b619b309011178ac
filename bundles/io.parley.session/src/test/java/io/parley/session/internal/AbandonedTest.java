package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Payload;
import io.parley.api.session.Session;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.Op;
import io.parley.engine.op.SessionOp;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that somebody held when the process died are told as detached, once. */
@Timeout(60)
class AbandonedTest {

    private Host host = new Host(Settings.DEFAULT);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> followed = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        host.close();
    }

    private static String words(SessionChange change) {
        return change.kind() + " " + change.session().id() + " "
                + change.session().state();
    }

    /** Those who listen come a moment after the start. */
    private void restart() {
        restart(10_000);
    }

    /** @param many so many stored sessions are taken up when work has begun */
    private void restart(int many) {
        host = host.restart(Settings.DEFAULT, many);
        host.plugins.sessionListeners().add(List.of("teller"), 0, 1, false, new SessionListener() {
            @Override
            public void changed(SessionChange change) {
                told.add(words(change));
            }
        });
        host.core.figures().follow(new Follower() {
            @Override
            public void opened(String session) {}

            @Override
            public void stateChanged(String session, String key) {}

            @Override
            public void ended(String session) {}

            @Override
            public void changed(SessionChange change) {
                followed.add(words(change));
            }
        });
    }

    private void goOn() {
        host.timers.advance(Abandoned.AFTER_START);
        host.settle();
    }

    private void takeUp() {
        host.timers.advance(StoredSessions.MOMENT);
        host.core.table().stored().await();
        host.settle();
    }

    private void assertTold(String... expected) {
        host.settle();
        assertEquals(List.of(expected), List.copyOf(told));
        assertEquals(List.of(expected), List.copyOf(followed));
        told.clear();
        followed.clear();
    }

    @Test
    void whoseHolderDiedWithTheProcessIsToldOnce() {
        host.open("held", false, HOUR);
        get(host.service().detach("left", host.open("left", false, HOUR).hold()));
        host.open("transient", false, Duration.ZERO);
        restart();
        assertTold();
        goOn();
        assertTold("DETACHED held DETACHED");
        restart();
        goOn();
        assertTold();
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold();
        host.open("held", false, HOUR);
        assertTold("RESUMED held ACTIVE");
        restart();
        goOn();
        assertTold("DETACHED held DETACHED");
    }

    @Test
    void itIsToldBeforeWhatHappensNext() {
        for (String id : List.of("closed", "expired", "replaced", "resumed", "shortened")) {
            host.open(id, false, HOUR);
        }
        restart();
        host.open("resumed", false, HOUR);
        assertTold("DETACHED resumed DETACHED", "RESUMED resumed ACTIVE");
        get(host.service().close("closed"));
        assertTold("DETACHED closed DETACHED", "CLOSED closed CLOSED");
        host.open("replaced", true, HOUR);
        assertTold("DETACHED replaced DETACHED", "CLOSED replaced CLOSED", "OPENED replaced ACTIVE");
        get(host.service().expireAfter("shortened", HOUR.multipliedBy(2)));
        assertTold("DETACHED shortened DETACHED");
        get(host.service().expireAfter("expired", Duration.ZERO));
        assertTold("DETACHED expired DETACHED", "EXPIRED expired EXPIRED");
        goOn();
        assertTold();
    }

    /** Whoever keeps messages for the session reads there that nobody knows what its holder had got. */
    @Test
    void theJournalTellsWhoDiedFromWhoLeft() throws Exception {
        host.open("held", false, HOUR);
        host.open("moved", false, HOUR);
        host.open("resumed", false, HOUR);
        get(host.service().detach("left", host.open("left", false, HOUR).hold()));
        restart();
        get(host.core.moves().leave(new Moves.Leaving("moved", "move", "peer")));
        get(host.service().detach("resumed", host.open("resumed", false, HOUR).hold()));
        goOn();
        get(host.service().expireAfter("held", HOUR.multipliedBy(2)));
        List<String> detached = new ArrayList<>();
        try (JournalReader reader = host.journal.reader(host.journal.begin())) {
            while (reader.next()) {
                for (Op op : BatchRecord.decode(reader.data()).ops()) {
                    if (op instanceof SessionOp.Detached one) {
                        detached.add(one.session() + " " + one.died());
                    }
                }
            }
        }
        assertEquals(
                List.of("left false", "moved true", "resumed true", "resumed false", "held true", "held false"),
                detached);
    }

    @Test
    void whatCannotBeStoredIsToldWhenItCan() {
        host.open("a", false, HOUR);
        restart();
        host.journal.refuse("disk full");
        goOn();
        assertTold();
        host.journal.resume();
        host.timers.advance(Duration.ofSeconds(10));
        assertTold("DETACHED a DETACHED");
        restart();
        goOn();
        assertTold();
    }

    @Test
    void manyAreToldInPortions() {
        List<String> expected = new ArrayList<>();
        IntStream.range(0, 3_000).forEach(i -> {
            host.open("s" + i, false, HOUR);
            expected.add("DETACHED s" + i + " DETACHED");
        });
        restart();
        goOn();
        host.settle();
        assertEquals(
                expected.stream().sorted().toList(), followed.stream().sorted().toList());
        assertEquals(expected.stream().sorted().toList(), told.stream().sorted().toList());
    }

    @Test
    void thoseTakenUpWhenWorkHasBegunAreToldOnceToo() {
        for (String id : List.of("asked", "background", "changed", "closed", "resumed")) {
            host.open(id, false, HOUR);
        }
        get(host.service().detach("left", host.open("left", false, HOUR).hold()));
        host.engine.checkpoint();
        restart(1);
        assertEquals(
                Session.State.DETACHED,
                host.service().find("asked").orElseThrow().state());
        assertTold();
        host.open("resumed", false, HOUR);
        assertTold("DETACHED resumed DETACHED", "RESUMED resumed ACTIVE");
        get(host.service().close("closed"));
        assertTold("DETACHED closed DETACHED", "CLOSED closed CLOSED");
        get(host.service().putState("changed", "key", Payload.utf8("value"), OptionalLong.empty()));
        assertTold();
        goOn();
        takeUp();
        goOn();
        List<String> once =
                List.of("DETACHED asked DETACHED", "DETACHED background DETACHED", "DETACHED changed DETACHED");
        assertEquals(once, told.stream().sorted().toList());
        assertEquals(once, followed.stream().sorted().toList());
        told.clear();
        host.engine.checkpoint();
        restart(1);
        takeUp();
        goOn();
        assertEquals(List.of("DETACHED resumed DETACHED"), told, "it was held again");
    }

    /** What the view has then must not say that nobody held it: the next start would not tell it. */
    @Test
    void aCheckpointBeforeItIsToldDoesNotLoseIt() {
        host.open("held", false, HOUR);
        restart();
        host.engine.checkpoint();
        restart();
        assertTold();
        get(host.service().putState("held", "key", Payload.utf8("value"), OptionalLong.empty()));
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold("DETACHED held DETACHED");
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold();
    }

    @Test
    void aCheckpointBeforeItIsToldDoesNotLoseThoseTakenUpWhenWorkHasBegun() {
        for (String id : List.of("changed", "other")) {
            host.open(id, false, HOUR);
        }
        host.engine.checkpoint();
        restart(1);
        get(host.service().putState("changed", "key", Payload.utf8("value"), OptionalLong.empty()));
        takeUp();
        host.engine.checkpoint();
        restart(1);
        takeUp();
        goOn();
        List<String> once = List.of("DETACHED changed DETACHED", "DETACHED other DETACHED");
        assertEquals(once, told.stream().sorted().toList());
        assertEquals(once, followed.stream().sorted().toList());
    }

    @Test
    void aCheckpointWhileItCannotBeStoredDoesNotLoseIt() {
        host.open("held", false, HOUR);
        restart();
        host.journal.refuse("disk full");
        goOn();
        host.journal.resume();
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold("DETACHED held DETACHED");
    }

    /** As when the process dies between the commit and the telling, and a checkpoint is just in between. */
    @Test
    void onceItIsCommittedNoLaterStartTellsIt() {
        host.open("held", false, HOUR);
        restart();
        long now = host.timers.steady();
        get(host.engine
                .batch()
                .add(new SessionOp.Detached("held", now, HOUR.toSeconds(), true))
                .commit());
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold();
    }

    @Test
    void whoGoesElsewhereIsToldBefore() {
        host.open("held", false, HOUR);
        restart();
        get(host.core.moves().leave(new Moves.Leaving("held", "move", "peer")));
        assertTold("DETACHED held DETACHED");
        host.engine.checkpoint();
        restart();
        goOn();
        assertTold();
        get(host.core.moves().go(new Moves.Gone("held", "move", "peer", "mqtt:peer", 0, Long.MAX_VALUE), ""));
        assertTold("MOVED held DETACHED");
    }
}
