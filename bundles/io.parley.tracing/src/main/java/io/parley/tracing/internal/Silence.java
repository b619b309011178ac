package io.parley.tracing.internal;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what the SDK says about the collector and its queue out of the log: Parley says it, once. Ends with {@link #close}. */
final class Silence implements AutoCloseable {

    /** Held here, or its level would be forgotten. */
    private final Logger sdk = Logger.getLogger("io.opentelemetry");

    private final Level before = sdk.getLevel();

    Silence() {
        sdk.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        sdk.setLevel(before);
    }
}
