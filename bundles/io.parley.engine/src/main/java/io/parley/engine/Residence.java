package io.parley.engine;

import io.parley.api.message.Message;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that waiting messages take. What finds no room is read from the journal when its turn comes. */
final class Residence {

    /** What a message takes besides its payload, roughly. */
    private static final int ENVELOPE = 320;

    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    Residence(long limit) {
        this.limit = limit;
    }

    /** @param must for a message that has no other place to be */
    boolean admit(Message message, boolean must) {
        long size = message.payload().size() + ENVELOPE;
        if (bytes.addAndGet(size) > limit && !must) {
            bytes.addAndGet(-size);
            return false;
        }
        return true;
    }

    void release(Message message) {
        bytes.addAndGet(-(message.payload().size() + ENVELOPE));
    }

    long bytes() {
        return bytes.get();
    }
}
