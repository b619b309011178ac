package io.parley.messaging.internal;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * How full a queue is. An entry whose end is on its way to the journal is still there, but no longer counted. Owned by the queue's
 * shard; any thread may ask.
 */
final class Fill {

    private static final AtomicIntegerFieldUpdater<Fill> MESSAGES =
            AtomicIntegerFieldUpdater.newUpdater(Fill.class, "messages");
    private static final AtomicLongFieldUpdater<Fill> BYTES = AtomicLongFieldUpdater.newUpdater(Fill.class, "bytes");

    private final Backlog backlog;

    /** Entries whose end is on its way. */
    private int ending;

    private long endingBytes;
    private volatile int messages;
    private volatile long bytes;

    Fill(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Messages that wait or are with consumers. */
    int messages() {
        return messages;
    }

    /** Bytes of their payloads. */
    long bytes() {
        return bytes;
    }

    /** Entries whose end is on its way. */
    int ending() {
        return ending;
    }

    /** The backlog has changed. */
    void count() {
        // Nobody has to see it before what the shard tells next.
        MESSAGES.lazySet(this, backlog.size() - ending);
        BYTES.lazySet(this, backlog.stock().bytes() - endingBytes);
    }

    void ends(Entry entry) {
        if (entry.state != Entry.State.ENDING) {
            entry.state = Entry.State.ENDING;
            ending++;
            endingBytes += entry.size;
            count();
        }
    }

    void endsNot(Entry entry, Entry.State state) {
        gone(entry);
        entry.state = state;
        count();
    }

    /** It is not in the backlog any more, or its end is not on its way. */
    void gone(Entry entry) {
        if (entry.state == Entry.State.ENDING) {
            ending--;
            endingBytes -= entry.size;
        }
    }
}
