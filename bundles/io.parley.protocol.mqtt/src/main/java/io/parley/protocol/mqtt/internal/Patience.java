package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How long a client may be silent: at first until its CONNECT, then as it promised. For the connection's lane. */
final class Patience {

    private final Connection connection;
    private final LongSupplier nanos;
    private final BooleanSupplier notRead;
    private final Consumer<String> ended;
    private int keepAliveSeconds;

    /** Null where silence is allowed. */
    private IdleTimer timer;

    /** Null where idleness is allowed. */
    private IdleWatch watch;

    /**
     * @param notRead whether the client is not read just now
     * @param ended told, for people, what did not come
     */
    Patience(Connection connection, LongSupplier nanos, BooleanSupplier notRead, Consumer<String> ended) {
        this.connection = connection;
        this.nanos = nanos;
        this.notRead = notRead;
        this.ended = ended;
    }

    void untilConnect(Duration limit) {
        wait(limit, () -> false, "no CONNECT within " + limit.toSeconds() + " s");
    }

    /** One and a half times what the client promised ([MQTT-3.1.2-24]); time in which it is not read does not count. */
    void keepAlive(int seconds) {
        stopTimer();
        keepAliveSeconds = seconds;
        if (seconds > 0) {
            Duration limit = Duration.ofMillis(seconds * 1_500L);
            wait(limit, notRead, "nothing came for 1.5 times its keep alive of " + seconds + " s [MQTT-3.1.2-24]");
        }
    }

    private void wait(Duration limit, BooleanSupplier excused, String what) {
        timer = new IdleTimer(connection, nanos, limit, excused, () -> ended.accept(what));
    }

    /** @param traffic another number after anything but a ping has come or gone */
    void idle(Duration limit, LongSupplier traffic, Runnable expired) {
        watch = new IdleWatch(connection, limit, traffic, notRead, expired);
    }

    int keepAliveSeconds() {
        return keepAliveSeconds;
    }

    void touch() {
        if (timer != null) {
            timer.touch();
        }
    }

    void stop() {
        stopTimer();
        if (watch != null) {
            watch.stop();
            watch = null;
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
