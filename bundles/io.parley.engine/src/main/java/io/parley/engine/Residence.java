package io.parley.engine;

import io.parley.api.message.Message;
import java.util.concurrent.atomic.LongAdder;

/** Bounds the memory that waiting messages take. What finds no room is read from the journal when its turn comes. */
final class Residence {

    /** What a message takes besides its payload, roughly. */
    private static final int ENVELOPE = 320;

    /** From that size on a message is worth an exact look; of smaller ones so many may come in between. */
    private static final int LARGE = 16 * 1024;

    private static final int LOOK_EVERY = 64;

    /** Whoever takes messages in and whoever lets them go are on different threads, and must not wait for each other. */
    private final LongAdder bytes = new LongAdder();

    private final long limit;

    /** So many small messages to one look; below a limit that they could exceed by much, each. */
    private final int lookEvery;

    /** The sum of late; a guess between two looks. */
    private volatile boolean full;

    /** Counts to the next look; a lost count makes that look late, no more. */
    private int unseen;

    Residence(long limit) {
        this.limit = limit;
        this.lookEvery = limit < 4L * LOOK_EVERY * LARGE ? 1 : LOOK_EVERY;
    }

    /** What the message counts for. */
    static long bytes(Message message) {
        return message.payload().size() + ENVELOPE;
    }

    /** Messages that come in together count as one step. For one thread. */
    final class Entering {

        private long entered;

        /** @param must for a message that has no other place to be */
        boolean admit(Message message, boolean must) {
            long size = bytes(message);
            if (full || size >= LARGE || ++unseen >= lookEvery) {
                unseen = 0;
                end();
                full = bytes.sum() + size > limit;
            }
            if (full && !must) {
                return false;
            }
            entered += size;
            return true;
        }

        /** Counts; more may follow. */
        void end() {
            if (entered > 0) {
                bytes.add(entered);
                entered = 0;
            }
        }
    }

    void leave(long size) {
        bytes.add(-size);
    }

    long bytes() {
        return bytes.sum();
    }
}
