package io.parley.transport.internal;

import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that all listeners share. Safe for all threads. */
final class Transport {
    private final AtomicInteger workerNumber = new AtomicInteger();

    /** Bounded by the number of connections: a lane waits in its queue at most once. */
    private final ThreadPoolExecutor workers;

    /** For what is looked at from time to time; may read files. */
    private final ScheduledThreadPoolExecutor clock;

    private final Set<Loops> all = ConcurrentHashMap.newKeySet();
    private int threads;
    private volatile Loops loops;

    Transport(int threads) {
        int size = Math.max(2, Runtime.getRuntime().availableProcessors());
        workers = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
        workers.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "parley-watch"));
        clock.setRemoveOnCancelPolicy(true);
        threads(threads);
    }

    static int defaultThreads() {
        return Math.min(4, Runtime.getRuntime().availableProcessors());
    }

    /** New sockets are served by so many threads. The ones that are open stay with theirs until they close. */
    synchronized void threads(int count) {
        if (count != threads) {
            threads = count;
            Loops before = loops;
            loops = new Loops(count);
            all.removeIf(Loops::ended);
            all.add(loops);
            if (before != null) {
                before.retire();
            }
        }
    }

    ScheduledExecutorService clock() {
        return clock;
    }

    Executor workers() {
        return workers;
    }

    /** Takes a place on the threads of the moment; {@link Place#leave} gives it back. */
    Place enter() {
        while (true) {
            Loops current = loops;
            EventLoop loop = current.enter();
            if (loop != null) {
                return new Place(current, loop);
            }
        }
    }

    /** One socket's place. */
    record Place(Loops loops, EventLoop loop) {
        void leave() {
            loops.leave();
        }
    }

    /** Ends all threads. Listeners are closed before. */
    void close() {
        all.forEach(Loops::close);
        workers.shutdown();
        clock.shutdownNow();
    }

    private Thread worker(Runnable task) {
        return daemon(task, "parley-lane-" + workerNumber.incrementAndGet());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Transport.class.getClassLoader());
        return thread;
    }
}
