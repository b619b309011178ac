package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast a client may publish: a bucket of messages and one of bytes, each filled up to what is allowed in a second. A client that
 * has emptied one is not read until both have something again. The clock is looked at only then. For the connection's lane.
 */
final class RateLimit {

    private static final double SECOND = 1e9;

    private final Connection connection;
    private final ReadGate gate;
    private final LongSupplier nanos;
    private final Settings.Rate rate;
    private double messages;
    private double bytes;
    private long filled;

    /** Null unless the client is not read. */
    private Connection.Timer waiting;

    RateLimit(Connection connection, ReadGate gate, LongSupplier nanos, Settings.Rate rate) {
        this.connection = connection;
        this.gate = gate;
        this.nanos = nanos;
        this.rate = rate;
        messages = rate.messages();
        bytes = rate.bytes();
        filled = nanos.getAsLong();
    }

    /** A message of that size has come. */
    void spend(int size) {
        messages--;
        bytes -= size;
        if (waiting == null && empty()) {
            fill();
            if (empty()) {
                gate.close(ReadGate.Reason.RATE);
                await();
            }
        }
    }

    private boolean empty() {
        return rate.messages() > 0 && messages <= 0 || rate.bytes() > 0 && bytes <= 0;
    }

    private void fill() {
        long now = nanos.getAsLong();
        double seconds = (now - filled) / SECOND;
        messages = Math.min(rate.messages(), messages + seconds * rate.messages());
        bytes = Math.min(rate.bytes(), bytes + seconds * rate.bytes());
        filled = now;
    }

    /** Until both have something again, and a tenth of a second's worth at least, so that timers are few. */
    private void await() {
        double lacking = Math.max(
                rate.messages() > 0 ? -messages / rate.messages() : 0, rate.bytes() > 0 ? -bytes / rate.bytes() : 0);
        waiting = connection.schedule(Duration.ofNanos((long) ((lacking + 0.1) * SECOND)), this::again);
    }

    private void again() {
        waiting = null;
        fill();
        if (empty()) {
            await();
        } else {
            gate.open(ReadGate.Reason.RATE);
        }
    }

    void stop() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }
}
