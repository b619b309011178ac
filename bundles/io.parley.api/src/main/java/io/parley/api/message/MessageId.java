package io.parley.api.message;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes message ids: UUID version 7 (RFC 9562 section 5.7), increasing within one process. */
public final class MessageId {

    /** Milliseconds since 1970 in the upper 52 bits, a counter in the lower 12: what {@code rand_a} is for. */
    private static final AtomicLong LAST = new AtomicLong();

    private MessageId() {}

    /** A new id, greater than each one made before by this process. Any thread; never blocks. */
    public static UUID next() {
        return next(System.currentTimeMillis());
    }

    /** As {@link #next()}, where the time is known: to ask the clock is most of the work. */
    static UUID next(long millis) {
        long now = millis << 12;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long high = (tick >>> 12 << 16) | 0x7000L | (tick & 0xfffL);
        long low = 0x8000_0000_0000_0000L | (ThreadLocalRandom.current().nextLong() >>> 2);
        return new UUID(high, low);
    }
}
