package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Expires when nothing has touched it for a time. A touch writes one field; the scheduled task looks whether it came
 * too early and goes on waiting for the rest. For the connection's lane.
 */
final class IdleTimer {

    private final Connection connection;
    private final LongSupplier nanos;
    private final long limit;
    private final BooleanSupplier excused;
    private final Runnable expired;
    private long touched;
    private Connection.Timer timer;

    /** @param excused whether silence does not count just now */
    IdleTimer(Connection connection, LongSupplier nanos, Duration limit, BooleanSupplier excused, Runnable expired) {
        this.connection = connection;
        this.nanos = nanos;
        this.limit = limit.toNanos();
        this.excused = excused;
        this.expired = expired;
        touch();
        schedule(this.limit);
    }

    void touch() {
        touched = nanos.getAsLong();
    }

    void cancel() {
        timer.cancel();
    }

    private void schedule(long delay) {
        timer = connection.schedule(Duration.ofNanos(delay), this::look);
    }

    private void look() {
        if (excused.getAsBoolean()) {
            touch();
        }
        long left = touched + limit - nanos.getAsLong();
        if (left > 0) {
            schedule(left);
        } else {
            expired.run();
        }
    }
}
