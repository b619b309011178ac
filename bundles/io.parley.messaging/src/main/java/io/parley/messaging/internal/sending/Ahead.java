package io.parley.messaging.internal.sending;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What of all shards together is in memory because its time comes soon. A guess where many ask at once. Safe for all threads. */
final class Ahead {

    private final DelayResidence residence;
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Ahead(DelayResidence residence) {
        this.residence = residence;
    }

    /** Whether more may come back from the view before they are needed. */
    boolean hasRoomForEntries() {
        return entries.get() < residence.soon();
    }

    /** Whether more messages may be read before they are needed. */
    boolean hasRoomForMessages() {
        return bytes.get() < residence.bytes();
    }

    void entries(int more) {
        entries.addAndGet(more);
    }

    void bytes(long more) {
        bytes.addAndGet(more);
    }

    /** What messages take that were read ahead. */
    long bytes() {
        return bytes.get();
    }
}
