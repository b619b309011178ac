package io.parley.metrics.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads that serve requests. Whoever takes too long to ask, or to be answered, is cut off, so that others have their turn. */
final class ServerThreads implements Executor, AutoCloseable {

    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    /** Requests that may wait; connections beyond that are not served. */
    private static final int WAITING = 32;

    private final long limitMillis;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;

    /** @param limitMillis how long one request may take, from its first byte to the last one of the answer */
    ServerThreads(long limitMillis) {
        this.limitMillis = limitMillis;
        workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                ServerThreads::daemon);
        workers.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, ServerThreads::daemon);
        watch.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
        watch.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "parley-metrics");
        thread.setDaemon(true);
        thread.setContextClassLoader(ServerThreads.class.getClassLoader());
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        workers.execute(() -> {
            Thread me = Thread.currentThread();
            // An interrupt closes the socket on which the thread waits.
            Future<?> cut = watch.schedule(me::interrupt, limitMillis, TimeUnit.MILLISECONDS);
            try {
                task.run();
            } finally {
                cut.cancel(false);
                Thread.interrupted();
            }
        });
    }

    @Override
    public void close() {
        workers.shutdownNow();
        watch.shutdownNow();
    }
}
