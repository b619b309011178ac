package io.parley.bench.vertx;

import io.parley.bench.report.Rate;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Vert.x in this JVM with one sender and one consumer on its local event bus, each on an event loop of its own. The body is a text, which
 * the bus hands over as it is; of bytes it would make copies.
 */
public final class LocalEventBus implements AutoCloseable {

    private static final String ADDRESS = "bench";
    private static final int BURST = 256;
    private static final long FULL_NANOS = 20_000;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LIMIT_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final int window;
    private final String body;

    /**
     * @param window messages sent and not yet consumed
     * @param payload characters of a message
     */
    public LocalEventBus(int window, int payload) {
        this.window = window;
        this.body = "x".repeat(payload);
    }

    /**
     * Runs it.
     *
     * @return messages sent and consumed in the measured time
     */
    public Rate run(Duration settle, Duration measure) throws Exception {
        Receiver receiver = new Receiver();
        Sender sender = new Sender(receiver);
        String receiving = done(vertx.deployVerticle(receiver));
        String sending = done(vertx.deployVerticle(sender));
        try {
            idle(settle);
            Rate.Start from = Rate.start(receiver.received.get());
            idle(measure);
            Rate rate = from.until(receiver.received.get());
            sender.stopped = true;
            drain(sender, receiver);
            return rate;
        } finally {
            sender.stopped = true;
            done(vertx.undeploy(sending));
            done(vertx.undeploy(receiving));
        }
    }

    private static void idle(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void drain(Sender sender, Receiver receiver) {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (!sender.ended || receiver.received.get() < sender.sent) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Vert.x delivered only %d of %d messages".formatted(receiver.received.get(), sender.sent));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        done(vertx.close());
    }

    private static final class Receiver extends VerticleBase {

        /** Written by its event loop alone. */
        private final AtomicLong received = new AtomicLong();

        @Override
        public Future<?> start() {
            return vertx.eventBus()
                    .localConsumer(ADDRESS, message -> received.lazySet(received.get() + 1))
                    .completion();
        }
    }

    private final class Sender extends VerticleBase {
        private final Receiver receiver;
        private volatile boolean stopped;

        /** Written before {@link #ended}, and read after it. */
        private long sent;

        private volatile boolean ended;

        Sender(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public Future<?> start() {
            context.runOnContext(begun -> burst());
            return Future.succeededFuture();
        }

        private void burst() {
            long room = Math.min(BURST, window - (sent - receiver.received.get()));
            for (long i = 0; i < room; i++) {
                vertx.eventBus().send(ADDRESS, body);
            }
            sent += room;
            if (room == 0) {
                LockSupport.parkNanos(FULL_NANOS);
            }
            if (stopped) {
                ended = true;
            } else {
                context.runOnContext(next -> burst());
            }
        }
    }
}
