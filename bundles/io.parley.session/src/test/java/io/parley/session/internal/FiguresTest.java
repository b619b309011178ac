package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Figures;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.engine.contract.SessionFigures.Keys;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of sessions by those who keep an eye on all of them. */
@Timeout(30)
class FiguresTest {

    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private Figures figures(String session) {
        return host.core.figures().find(session).orElseThrow();
    }

    private void message(String session, Guarantee guarantee, boolean durable) {
        Batch batch = host.engine.batch();
        Message message = Message.to(Address.session(session)).payload("text").build();
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new InboxOp.Append(session, place, guarantee, false, durable));
        get(batch.commit());
        host.settle();
    }

    @Test
    void onlyMessagesThatLastAsLongAsTheirSessionCount() {
        host.open("durable", false, HOUR);
        host.open("transient", false, Duration.ZERO);
        for (String session : List.of("durable", "transient")) {
            message(session, Guarantee.AT_MOST_ONCE, false);
            message(session, Guarantee.AT_LEAST_ONCE, false);
        }
        message("durable", Guarantee.EXACTLY_ONCE, true);
        message("nobody", Guarantee.AT_LEAST_ONCE, true);
        assertEquals(1, figures("durable").messages());
        assertEquals(1, figures("transient").messages());
        host = host.restart();
        assertEquals(1, figures("durable").messages());
    }

    @Test
    void aSessionThatBeginsAnewHasNoMessages() {
        host.open("s", false, HOUR);
        message("s", Guarantee.AT_LEAST_ONCE, true);
        host.open("s", true, HOUR);
        assertEquals(0, figures("s").messages());
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(0, figures("s").messages());
    }

    @Test
    void whatParleyNotesForItselfIsNoActivity() {
        host.open("s", false, HOUR);
        Instant opened = Instant.ofEpochMilli(host.timers.now());
        host.timers.advance(Duration.ofMinutes(1));
        get(host.service().putState("s", "$own", Payload.utf8("x"), OptionalLong.empty()));
        get(host.service().removeState("s", "$own", OptionalLong.empty()));
        assertEquals(opened, figures("s").lastActivity());
        get(host.service().putState("s", "key", Payload.utf8("x"), OptionalLong.empty()));
        assertEquals(Instant.ofEpochMilli(host.timers.now()), figures("s").lastActivity());
    }

    @Test
    void keysAreFoundByHowTheyBeginAlsoInTheView() {
        host.open("a", false, HOUR);
        host.open("b", false, HOUR);
        for (String key : List.of("$task/1", "$task/2", "other")) {
            get(host.service().putState("a", key, Payload.utf8("x"), OptionalLong.empty()));
        }
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        List<Keys> found = get(host.core.figures().keys("$task/"));
        assertEquals(1, found.size());
        assertEquals("a", found.get(0).session());
        assertEquals(
                List.of("$task/1", "$task/2"),
                found.get(0).keys().keySet().stream().sorted().toList());
        assertEquals(List.of(), get(host.core.figures().keys("$nothing/")));
    }

    @Test
    void followersAreToldInOrderAndOneThatFailsHarmsNobody() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Follower follower = new Follower() {
            @Override
            public void opened(String session) {
                told.add("opened " + session);
            }

            @Override
            public void stateChanged(String session, String key) {
                told.add(key + " of " + session);
            }

            @Override
            public void ended(String session) {
                told.add("ended " + session);
            }
        };
        host.core.figures().follow(new Follower() {
            @Override
            public void opened(String session) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void stateChanged(String session, String key) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void ended(String session) {
                throw new IllegalStateException("broken");
            }
        });
        host.core.figures().follow(follower);
        host.open("s", false, HOUR);
        host.open("s", true, HOUR);
        get(host.service().putState("s", "key", Payload.utf8("x"), OptionalLong.empty()));
        get(host.service().close("s"));
        assertEquals(List.of("opened s", "ended s", "opened s", "key of s", "ended s"), List.copyOf(told));
        host.core.figures().unfollow(follower);
        host.open("s", false, HOUR);
        assertEquals(5, told.size());
    }

    /** The sums are those of all sessions, whatever became of them, and after a restart. */
    @Test
    void totalsAndOrderAreThoseOfAllSessions() {
        assertTotals();
        long first = host.timers.now();
        host.open("a", false, HOUR);
        assertEquals(first, host.core.figures().totals().created());
        host.timers.advance(Duration.ofMinutes(10));
        host.open("b", false, HOUR);
        long hold = host.open("transient", false, Duration.ZERO).hold();
        assertTotals("a", "b", "transient");
        host.timers.advance(Duration.ofMinutes(10));
        host.open("a", true, HOUR);
        host.open("c", false, HOUR);
        get(host.service().close("c"));
        get(host.service().detach("transient", hold));
        assertTotals("b", "a");
        host.engine.checkpoint();
        host.open("d", false, HOUR);
        host = host.restart();
        assertTotals("b", "a", "d");
        assertEquals(0, host.core.figures().totals().connected(), "nobody is yet");
        long held = host.open("d", false, HOUR).hold();
        host.open("d", false, HOUR);
        get(host.service().detach("d", held));
        assertTotals("b", "a", "d");
        assertEquals(1, host.core.figures().totals().connected());
        get(host.service().expireAfter("d", HOUR.multipliedBy(2)));
        assertEquals(1, host.core.figures().totals().connected());
        get(host.service().close("d"));
        assertTotals("b", "a");
    }

    private void assertTotals(String... oldestFirst) {
        SessionFigures figures = host.core.figures();
        assertEquals(
                List.of(oldestFirst),
                figures.oldest(0, 10).stream().map(one -> one.session().id()).toList());
        assertEquals(oldestFirst.length, figures.totals().count());
        assertEquals(
                figures.all()
                        .filter(one -> one.session().state() == Session.State.ACTIVE)
                        .count(),
                figures.totals().connected());
        assertEquals(
                (long) figures.oldest(0, 10).stream()
                        .mapToLong(one -> one.session().created().toEpochMilli())
                        .average()
                        .orElse(0),
                figures.totals().created());
    }

    @Test
    void sessionsAreCountedByTheirMessages() {
        Entry entry = new Entry("s", "anna", true, 1_000, 60);
        Tally tally = new Tally(host.engine.shards());
        tally.add(entry);
        for (int i = 0; i < 100; i++) {
            int from = Math.min(i, 64);
            int to = i < 64 ? i + 1 : Integer.MAX_VALUE;
            assertEquals(1, tally.totals().between(from, to), i + " messages");
            assertEquals(1, tally.totals().count());
            entry.received();
            tally.received(entry);
        }
        tally.remove(entry);
        assertEquals(0, tally.totals().count());
        assertEquals(0, tally.totals().created());
    }

    /** As an earlier Parley wrote it. */
    @Test
    void aStoredSessionWithoutFiguresHasNone() {
        byte[] row = new RecordWriter(64)
                .octet(2)
                .text("anna")
                .number(60)
                .number(1_000)
                .number(0)
                .number(7)
                .toArray();
        Entry entry = Rows.session("s", row);
        assertEquals("anna", entry.principal);
        assertEquals(7, entry.revision());
        assertEquals(0, entry.messages());
        assertEquals(1_000, entry.lastActivity());

        entry.received();
        entry.touch(2_000);
        Entry again = Rows.session("s", Rows.session(entry));
        assertEquals(1, again.messages());
        assertEquals(2_000, again.lastActivity());
    }
}
