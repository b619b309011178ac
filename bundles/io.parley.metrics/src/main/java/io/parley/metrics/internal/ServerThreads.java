package io.parley.metrics.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads that serve requests. Whoever takes longer than {@value #SECONDS} seconds to ask, or to be answered, is cut off, so
 * that slow clients cannot have all of them.
 */
final class ServerThreads implements Executor, AutoCloseable {

    private static final int SECONDS = 10;
    private static final int THREADS = 2;

    /** Requests that may wait; connections beyond that are not served. */
    private static final int WAITING = 32;

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;

    ServerThreads() {
        workers = new ThreadPoolExecutor(
                THREADS, THREADS, SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), ServerThreads::daemon);
        workers.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, ServerThreads::daemon);
        watch.setKeepAliveTime(SECONDS, TimeUnit.SECONDS);
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
            Future<?> cut = watch.schedule(me::interrupt, SECONDS, TimeUnit.SECONDS);
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
