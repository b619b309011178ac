package io.parley.messaging.internal;

/** What happened since the start. Owned by a shard. */
final class Counters {
    long in;
    long out;
    long redelivered;
    long dropped;

    /** Whether nothing happened but that few enough came in for an int. */
    boolean onlyIn() {
        return out == 0 && redelivered == 0 && dropped == 0 && in <= Integer.MAX_VALUE;
    }
}
