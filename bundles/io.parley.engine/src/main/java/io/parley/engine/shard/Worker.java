package io.parley.engine.shard;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that runs the tasks of its shards. */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** So many tasks at the most before those that wait for the end of the burst. */
    private static final int BURST = 512;

    private final MpscUnboundedArrayQueue<Runnable> tasks = new MpscUnboundedArrayQueue<>(1024);
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean closed;

    Worker(String name) {
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void execute(Runnable task) {
        tasks.offer(task);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    void later(Runnable task) {
        later.add(task);
    }

    boolean onThread() {
        return Thread.currentThread() == thread;
    }

    /** Runs what was handed over before, then ends. */
    void close(long millis) {
        execute(() -> closed = true);
        if (!onThread()) {
            try {
                thread.join(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void run() {
        while (!closed) {
            int done = drain();
            runLater();
            if (done == 0) {
                park();
            }
        }
    }

    private int drain() {
        int done = 0;
        for (Runnable task; done < BURST && (task = tasks.poll()) != null; done++) {
            run(task);
        }
        return done;
    }

    /** Only what is there at the beginning, so that tasks that ask for another round do not keep the shard to themselves. */
    private void runLater() {
        for (int rest = later.size(); rest > 0; rest--) {
            run(later.poll());
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task of {} failed; the shard goes on", thread.getName(), e);
        }
    }

    private void park() {
        parked = true;
        if (tasks.isEmpty() && later.isEmpty()) {
            LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
        }
        parked = false;
    }
}
