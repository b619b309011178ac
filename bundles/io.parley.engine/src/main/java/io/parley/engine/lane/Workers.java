package io.parley.engine.lane;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads for work that may block, and for code that is not Parley's own. Such code may wait for what only another of these threads
 * can do: as long as tasks wait and none ends, there are more and more threads, up to a limit.
 */
public final class Workers implements Executor, AutoCloseable {

    /** So many threads may be lost to code that hangs or waits. */
    static final int MOST_LOST = 64;

    /** Whoever has not come on for so long is held up. */
    public static final long STUCK_MILLIS = 10;

    private final AtomicInteger names = new AtomicInteger();
    private final int threads;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;
    private final LongAdder taken = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private int lost; // guarded by this
    private int more; // guarded by this

    /** Whether somebody will look if all threads are held up. */
    private final AtomicBoolean watched = new AtomicBoolean();

    /** @param threads 1 or more */
    public Workers(int threads) {
        this.threads = threads;
        pool = new Pool(threads);
        pool.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "parley-workers-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.setKeepAliveTime(10, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
        watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Counts what has ended: the pool's own figures are a little behind. */
    private final class Pool extends ThreadPoolExecutor {

        Pool(int threads) {
            super(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "parley-worker-" + names.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }

        @Override
        protected void afterExecute(Runnable task, Throwable failure) {
            ended.increment();
        }
    }

    @Override
    public void execute(Runnable task) {
        taken.increment();
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            ended.increment();
            throw e;
        }
        if (!watched.get() && !pool.getQueue().isEmpty()) {
            watchOver();
        }
    }

    private void watchOver() {
        if (watched.compareAndSet(false, true)) {
            long before = ended.sum();
            whenStuck(() -> look(before));
        }
    }

    /** Runs a task, which must be quick, {@link #STUCK_MILLIS} from now: a look at whoever may be held up by then. Not after the end. */
    public void whenStuck(Runnable look) {
        try {
            watch.schedule(look, STUCK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // All ends.
        }
    }

    /** Looks again for as long as tasks wait, or there are more threads than there should be. */
    private void look(long endedBefore) {
        boolean waits = !pool.getQueue().isEmpty();
        boolean again;
        synchronized (this) {
            if (!waits) {
                more = Math.max(0, more - 1);
            } else if (ended.sum() == endedBefore && more < MOST_LOST) {
                more++;
            }
            resize();
            again = waits || more > 0;
        }
        watched.set(false);
        if ((again || !pool.getQueue().isEmpty()) && !pool.isShutdown()) {
            watchOver();
        }
    }

    /** How many threads there may be just now. */
    int most() {
        return pool.getMaximumPoolSize();
    }

    /** How many tasks have ended. */
    public long completed() {
        return ended.sum();
    }

    /** How many tasks wait or run: none means that all that were handed over before have ended. */
    public long unfinished() {
        long gone = ended.sum();
        return taken.sum() - gone;
    }

    /** A task holds its thread for too long: another thread takes the place, until {@link #returned}. */
    public synchronized void lost() {
        lost++;
        resize();
    }

    /** A thread that was lost has come back. May overtake its {@link #lost}. */
    public synchronized void returned() {
        lost--;
        resize();
    }

    private void resize() {
        int size = threads + Math.max(0, Math.min(MOST_LOST, lost + more));
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else if (size < pool.getMaximumPoolSize()) {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    @Override
    public void close() {
        watch.shutdown();
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
