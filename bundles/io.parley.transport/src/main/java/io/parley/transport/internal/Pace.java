package io.parley.transport.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Log lines that a client can cause in any number: at most one a second. Safe for all threads. */
final class Pace {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final LongAdder left = new LongAdder();

    Pace(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** Returns whether the line was written. */
    boolean warn(String line) {
        long due = next.get();
        long now = nanoTime.getAsLong();
        if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL)) {
            left.increment();
            return false;
        }
        long more = left.sumThenReset();
        log.warn("{}{}", line, more == 0 ? "" : " (" + more + " more since the last such line)");
        return true;
    }
}
