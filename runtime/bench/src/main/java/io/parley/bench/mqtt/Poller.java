package io.parley.bench.mqtt;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks after the sockets of one run. For one thread. */
final class Poller implements AutoCloseable {

    private static final long ANSWER_SECONDS = 20;

    private final Selector selector = Selector.open();
    private long now;

    Poller() throws IOException {}

    Selector selector() {
        return selector;
    }

    /** The time taken as that of receiving: read once for all that the sockets have. */
    long now() {
        return now;
    }

    /** Serves the sockets that are ready; waits for one at most that long, and with 0 not at all. */
    void poll(long waitMillis) throws IOException {
        int ready = waitMillis == 0 ? selector.selectNow() : selector.select(waitMillis);
        if (ready == 0) {
            return;
        }
        now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                ((MqttSocket) key.attachment()).ready();
            }
        }
        selector.selectedKeys().clear();
    }

    /**
     * Serves sockets until it is done.
     *
     * @throws IOException naming what did not come, after 20 s
     */
    void await(String what, BooleanSupplier done) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("No " + what + " within " + ANSWER_SECONDS + " s");
            }
            poll(1);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
