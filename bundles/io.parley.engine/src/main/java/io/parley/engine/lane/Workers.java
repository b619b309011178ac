package io.parley.engine.lane;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for work that may block, and for code that is not Parley's own. */
public final class Workers implements Executor, AutoCloseable {

    /** So many threads may be lost to plug-ins that hang. */
    private static final int MOST = 64;

    private final AtomicInteger names = new AtomicInteger();
    private final int threads;
    private final ThreadPoolExecutor pool;
    private int lost; // guarded by this

    /** @param threads 1 or more */
    public Workers(int threads) {
        this.threads = threads;
        pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "parley-worker-" + names.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** How many tasks have ended. */
    public long completed() {
        return pool.getCompletedTaskCount();
    }

    /** How many tasks wait or run; a little behind. */
    public long unfinished() {
        return pool.getTaskCount() - pool.getCompletedTaskCount();
    }

    /** A task holds its thread for too long: another thread takes the place, until {@link #returned}. */
    public void lost() {
        resize(1);
    }

    /** A thread that was lost has come back. May overtake its {@link #lost}. */
    public void returned() {
        resize(-1);
    }

    private synchronized void resize(int by) {
        lost += by;
        int size = threads + Math.max(0, Math.min(MOST, lost));
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
