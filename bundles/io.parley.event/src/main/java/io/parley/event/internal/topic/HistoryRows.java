package io.parley.event.internal.topic;

import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How the view holds histories: one row for each topic, and one for each event. */
final class HistoryRows {

    private static final String TOPICS = "event.topic";
    private static final String EVENTS = "event.history";

    private HistoryRows() {}

    static void topics(View view, Consumer<TopicLog> each) throws JournalException {
        view.scan(TOPICS, new byte[0], null, (key, row) -> {
            RecordReader in = new RecordReader(row);
            each.accept(new TopicLog(
                    new String(key, StandardCharsets.UTF_8),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    new Place(in.fixed(), in.fixed()),
                    new Place(in.fixed(), in.fixed())));
            return true;
        });
    }

    static void put(ViewChanges into, TopicLog log) {
        byte[] row = new RecordWriter(64)
                .number(log.sequence())
                .number(log.count())
                .number(log.bytes())
                .number(log.oldest())
                .fixed(log.first().position())
                .fixed(log.first().within())
                .fixed(log.last().position())
                .fixed(log.last().within())
                .toArray();
        into.put(TOPICS, log.topic.getBytes(StandardCharsets.UTF_8), row);
    }

    static void put(ViewChanges into, HistoryItem item) {
        RecordWriter row =
                new RecordWriter(32).number(item.sequence).number(item.time).number(item.size);
        if (item.moved()) {
            row.number(item.storedAt()).number(item.storedIndex());
        }
        into.put(EVENTS, key(item.topic, item.place), row.toArray());
    }

    /** Removes all events up to and including that place. */
    static void deleteUpTo(ViewChanges into, String topic, Place place) {
        into.deleteRange(EVENTS, key(topic, new Place(0, 0)), after(topic, place));
    }

    /** The topic's events in the view, behind one place and before another, in order, until the visitor says false. */
    static void events(View view, String topic, Place behind, Place before, Predicate<HistoryItem> visitor)
            throws JournalException {
        byte[] from = after(topic, behind);
        byte[] to = key(topic, before);
        if (behind.compareTo(before) >= 0) {
            return;
        }
        view.scan(EVENTS, from, to, (key, row) -> {
            ByteBuffer end = ByteBuffer.wrap(key, key.length - 2 * Long.BYTES, 2 * Long.BYTES);
            Place place = new Place(end.getLong(), end.getLong());
            return visitor.test(item(topic, place, row));
        });
    }

    /** What the view has of one event; null when it has none. */
    static HistoryItem event(View view, String topic, Place place) throws JournalException {
        byte[] row = view.get(EVENTS, key(topic, place));
        return row == null ? null : item(topic, place, row);
    }

    private static HistoryItem item(String topic, Place place, byte[] row) {
        RecordReader in = new RecordReader(row);
        long sequence = in.number();
        long time = in.number();
        long size = in.number();
        return in.hasMore()
                ? new HistoryItem(topic, place, sequence, time, size, in.number(), in.integer())
                : new HistoryItem(topic, place, sequence, time, size);
    }

    private static byte[] key(String topic, Place place) {
        return new RecordWriter(64)
                .text(topic)
                .fixed(place.position())
                .fixed(place.within())
                .toArray();
    }

    /** The first key behind that of the place. */
    private static byte[] after(String topic, Place place) {
        if (place.position() < 0) {
            return key(topic, new Place(0, 0));
        }
        return place.within() == Long.MAX_VALUE
                ? key(topic, new Place(place.position() + 1, 0))
                : key(topic, new Place(place.position(), place.within() + 1));
    }
}
