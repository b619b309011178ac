package io.parley.protocol.mqtt.internal;

import java.util.function.LongSupplier;

/**
 * What all connections of one instance of the protocol share.
 *
 * @param nanos a monotonic clock
 */
record Surroundings(Counters counters, ClientLog log, LongSupplier nanos) {

    static Surroundings live() {
        return with(System::nanoTime);
    }

    static Surroundings with(LongSupplier nanos) {
        return new Surroundings(new Counters(), new ClientLog(nanos), nanos);
    }
}
