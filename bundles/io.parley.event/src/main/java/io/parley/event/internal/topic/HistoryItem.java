package io.parley.event.internal.topic;

import io.parley.engine.MessageRef;

/** One event of a topic's history. Immutable but for the message, which stays in memory only while somebody waits for it. */
public final class HistoryItem {

    public final String topic;
    public final Place place;
    public final long sequence;
    final long time;
    final long size;

    /** Where the message was stored when this was made: at its place, unless it was copied forward. */
    private final long storedAt;

    private final int storedIndex;
    private volatile MessageRef resident;

    HistoryItem(String topic, Place place, long sequence, long time, long size) {
        this(topic, place, sequence, time, size, place.position(), place.index());
    }

    HistoryItem(String topic, Place place, long sequence, long time, long size, long storedAt, int storedIndex) {
        this.topic = topic;
        this.place = place;
        this.sequence = sequence;
        this.time = time;
        this.size = size;
        this.storedAt = storedAt;
        this.storedIndex = storedIndex;
    }

    /** The bytes of its payload. */
    public long size() {
        return size;
    }

    /** The position of the record that has the message. */
    public long storedAt() {
        return storedAt;
    }

    int storedIndex() {
        return storedIndex;
    }

    boolean moved() {
        return storedAt != place.position();
    }

    /** Whether it was accepted at that time or later. */
    public boolean acceptedSince(long millis) {
        return time >= millis;
    }

    /** Where the message is. */
    public MessageRef ref() {
        MessageRef ref = resident;
        return ref != null ? ref : new MessageRef(storedAt, storedIndex);
    }

    void resident(MessageRef ref) {
        resident = ref;
    }

    void forget() {
        MessageRef ref = resident;
        resident = null;
        if (ref != null) {
            ref.release();
        }
    }
}
