package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.engine.Batch;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.status.Status;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few events that are kept for long, on a journal through which much else goes. */
@Timeout(120)
class MovedEventsTest {

    private static final int EVENTS = 20;
    private static final Payload LARGE = Payload.copyOf(new byte[1 << 20]);

    private Host host = new Host(0);

    @AfterEach
    void close() {
        host.close();
    }

    private void publishAll() {
        host.rule("slow/#", "history", "true", "retention.hours", "0", "retention.messages", "0", "retention.mib", "0");
        for (int i = 0; i < EVENTS; i++) {
            host.publish("slow/" + i % 2, "" + i);
        }
    }

    /** So much that nobody here refers to that what is older is copied and the journal trimmed. */
    private void traffic() {
        long before = host.journal.end();
        for (int i = 0; i < 340; i++) {
            Message message = Message.to(Address.queue("other")).payload(LARGE).build();
            Batch batch = host.engine.batch();
            int place = batch.add(message, StoredMessage.plain(message));
            get(batch.add(new QueueOp.Append("other", place, true)).commit());
        }
        while (host.journal.begin() < before) {
            host.engine.checkpoint();
            Thread.onSpinWait();
        }
    }

    private List<Event> all() {
        Subscription subscription = Subscription.from("slow/#", new Start.Earliest());
        Reader reader = Reader.of(host.core.service().subscribe(subscription), Long.MAX_VALUE);
        List<Event> events = reader.take(EVENTS);
        reader.subscription.cancel();
        return events;
    }

    private static List<String> texts(List<Event> events) {
        return events.stream().map(Host::text).toList();
    }

    private static List<Cursor> cursors(List<Event> events) {
        return events.stream().map(Event::cursor).toList();
    }

    private static List<String> numbers() {
        return IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList();
    }

    @Test
    void eventsKeepTheirPlacesAndCursors() {
        publishAll();
        List<Event> before = all();
        traffic();
        // Counted when the last copy's commit has returned, by which time the journal may be trimmed already.
        while (host.engine.copiedForward() < EVENTS) {
            Thread.onSpinWait();
        }
        assertEquals(EVENTS, host.engine.references());
        List<Event> after = all();
        assertEquals(numbers(), texts(after));
        assertEquals(cursors(before), cursors(after));
        host = host.restart();
        assertEquals(cursors(before), cursors(all()));
        traffic();
        assertEquals(numbers(), texts(all()), "copied twice");
    }

    @Test
    void eventsThatAreReadAheadAreFoundWhereTheyAre() {
        publishAll();
        host.engine.checkpoint();
        Subscription subscription = Subscription.from("slow/#", new Start.Earliest());
        Reader reader = Reader.of(host.core.service().subscribe(subscription), 1);
        assertEquals(List.of("0"), reader.texts(1));
        traffic();
        reader.subscription.request(Long.MAX_VALUE);
        assertEquals(numbers().subList(1, EVENTS), reader.texts(EVENTS - 1));
    }

    @Test
    void whatIsGivenUpIsNotReferredToAnyMore() {
        publishAll();
        host.publish("slow/0", "kept for long", Guarantee.AT_LEAST_ONCE, true);
        traffic();
        assertEquals(EVENTS + 2, host.engine.references(), "the retained value, too");
        host.rule("slow/#", "history", "true", "retention.messages", "1");
        shortened(2);
        host.publish("slow/0", "", Guarantee.AT_LEAST_ONCE, true);
        host.rule("slow/#", "history", "true", "retention.hours", "1");
        host.timers.advance(Duration.ofMinutes(61));
        shortened(0);
        host.publish("slow/2", "last", Guarantee.AT_LEAST_ONCE, false);
        host.engine.checkpoint();
        assertEquals(1, host.engine.references());
    }

    private void shortened(int events) {
        while (host.core.topics(10).stream().mapToLong(Status.Topic::events).sum() != events) {
            host.timers.advance(Duration.ofSeconds(10));
            host.settle();
        }
    }
}
