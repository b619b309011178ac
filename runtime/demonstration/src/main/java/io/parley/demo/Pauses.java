package io.parley.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long each subscriber waited for its next message, at the longest, in each phase. Safe for all threads. */
final class Pauses {

    private final LongSupplier nanos;
    private final Map<String, Long> last = new HashMap<>(); // guarded by this, as all below
    private final Map<Phase, Long> longest = new HashMap<>();
    private Phase phase = Phase.NONE;

    enum Phase {
        /** Not counted. */
        NONE,
        PLAIN,
        SWAPS,
        KILL
    }

    Pauses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Waiting that goes on counts for the phase in which it ends. */
    synchronized void begin(Phase next) {
        phase = next;
    }

    synchronized void received(String by) {
        long now = nanos.getAsLong();
        Long before = last.put(by, now);
        if (before != null) {
            longest.merge(phase, now - before, Math::max);
        }
    }

    synchronized long millis(Phase of) {
        return longest.getOrDefault(of, 0L) / 1_000_000;
    }
}
