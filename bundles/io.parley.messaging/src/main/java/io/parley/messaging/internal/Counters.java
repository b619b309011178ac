package io.parley.messaging.internal;

/** What happened since the start. Owned by a shard. */
final class Counters {
    long in;
    long out;
    long redelivered;
    long dropped;
}
