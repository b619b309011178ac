package io.parley.engine;

import io.parley.spi.journal.Journal;
import java.util.concurrent.atomic.AtomicLong;

/** Hands batches to the journal, and knows which one it was handed last. Safe for all threads. */
final class Succession {

    /** The number of what may have been handed over at the same time as others. */
    static final long UNKNOWN = -1;

    private final Journal journal;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    Succession(Journal journal) {
        this.journal = journal;
    }

    void append(Batch batch) {
        long number = begun.incrementAndGet();
        // All others have been handed over, or will count as begun: so it is behind the former, and ahead of the
        // latter.
        batch.number(ended.get() == number - 1 ? number : UNKNOWN);
        journal.append(batch);
        ended.incrementAndGet();
    }

    /** Whether the journal has it, and nothing behind it. */
    boolean isLast(long number) {
        return begun.get() == number;
    }
}
