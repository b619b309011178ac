package io.parley.protocol.mqtt.internal;

import java.util.function.LongSupplier;

/**
 * What all connections of one instance of the protocol share.
 *
 * @param nanos a monotonic clock
 * @param millis the time, in milliseconds since 1970-01-01T00:00Z
 */
record Surroundings(Counters counters, ClientLog log, LongSupplier nanos, LongSupplier millis) {

    static Surroundings live() {
        return with(System::nanoTime);
    }

    static Surroundings with(LongSupplier nanos) {
        return with(nanos, System::currentTimeMillis);
    }

    static Surroundings with(LongSupplier nanos, LongSupplier millis) {
        return new Surroundings(new Counters(), new ClientLog(nanos), nanos, millis);
    }
}
