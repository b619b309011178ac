package io.parley.messaging.internal;

/**
 * Whether a consumer keeps up with what waits for it. It is slow when it had no credit left each time that was looked at, for some
 * time, while much waited and became no less; and then until it has credit, or much less waits. Owned by the consumer's shard.
 */
final class Pace {

    private static final long NEVER = -1;

    private long behindSince = NEVER;
    private long waited;

    /** Above zero while it is slow: what waited when it became so. */
    private long slowAt;

    boolean slow() {
        return slowAt > 0;
    }

    /** For how long it has been behind, in seconds. */
    long seconds(long now) {
        return behindSince == NEVER ? 0 : (now - behindSince) / 1_000;
    }

    /**
     * Looks at it.
     *
     * @param exhausted whether it has no credit left
     * @param waits messages that wait for it
     * @return whether it became slow, or keeps up again
     */
    boolean look(long now, boolean exhausted, long waits, SlowLimits limits) {
        boolean enough = limits.seconds() > 0 && exhausted && waits >= limits.messages();
        boolean behind = enough && (slow() ? waits >= slowAt - slowAt / 4 : waits >= waited);
        waited = waits;
        if (!behind) {
            behindSince = NEVER;
        } else if (behindSince == NEVER) {
            behindSince = now;
        }
        boolean next = behind && (slow() || now - behindSince >= limits.millis());
        boolean changed = next != slow();
        if (changed) {
            slowAt = next ? waits : 0;
        }
        return changed;
    }
}
