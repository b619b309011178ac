package io.parley.transport.internal;

import io.parley.transport.internal.tls.ServerIdentity;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked at from time to time for one listener. Guarded by the listener. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long SECOND = 1_000;
    private static final long LATER = 5_000;

    private final ScheduledExecutorService clock;
    private final Future<?> everySecond;
    private Future<?> current;

    Watch(ScheduledExecutorService clock, Runnable everySecond) {
        this.clock = clock;
        this.everySecond = every(SECOND, everySecond);
    }

    /** Looks at the identity's files; there may be none. */
    void follow(ServerIdentity identity) {
        if (identity != null) {
            current = every(identity.settings().reload().toMillis(), identity::check);
        }
    }

    /** Once more, after a few seconds. */
    void later(Runnable task) {
        current = clock.schedule(task, LATER, TimeUnit.MILLISECONDS);
    }

    void cancel() {
        if (current != null) {
            current.cancel(false);
            current = null;
        }
    }

    void end() {
        cancel();
        everySecond.cancel(false);
    }

    private ScheduledFuture<?> every(long millis, Runnable task) {
        return clock.scheduleWithFixedDelay(() -> run(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // It would not be run again.
            LOG.error("A periodic look failed", e);
        }
    }
}
