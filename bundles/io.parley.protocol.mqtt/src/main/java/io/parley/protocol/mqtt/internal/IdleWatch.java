package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Expires when a client has neither been given nor wanted anything for a time, whatever keeps its connection alive. It is looked at
 * four times within that time, so that nothing is written down for a message. For the connection's lane.
 */
final class IdleWatch {

    private static final int LOOKS = 4;

    private final Connection connection;
    private final Duration between;
    private final LongSupplier traffic;
    private final BooleanSupplier excused;
    private final Runnable expired;
    private long before;
    private int idle;
    private Connection.Timer timer;

    /**
     * @param traffic another number after anything has happened
     * @param excused whether idleness does not count just now
     */
    IdleWatch(Connection connection, Duration limit, LongSupplier traffic, BooleanSupplier excused, Runnable expired) {
        this.connection = connection;
        this.between = limit.dividedBy(LOOKS);
        this.traffic = traffic;
        this.excused = excused;
        this.expired = expired;
        before = traffic.getAsLong();
        schedule();
    }

    private void schedule() {
        timer = connection.schedule(between, this::look);
    }

    private void look() {
        long now = traffic.getAsLong();
        idle = now != before || excused.getAsBoolean() ? 0 : idle + 1;
        before = now;
        if (idle < LOOKS) {
            schedule();
        } else {
            expired.run();
        }
    }

    void stop() {
        timer.cancel();
    }
}
