package io.parley.engine.shard;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
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

    // A count that is lost between threads, and an answer that is seen late, do no harm.
    private int asked;
    private boolean behind;

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
        // Either this thread sees that the worker parks, or the worker sees the task. The queue's own stores are too
        // weak for
        // that while it grows.
        VarHandle.fullFence();
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    /** As {@link Shard#isBehind}, for all its shards together: to look costs as much as a task does. */
    boolean isBehind() {
        if (++asked % Shard.LOOK_EVERY == 0) {
            behind = tasks.size() > Shard.BEHIND;
        }
        return behind;
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
            if (done == 0 && later.isEmpty()) {
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
        } catch (Throwable e) {
            LOG.error("A task of {} failed; the shard goes on", thread.getName(), e);
        }
    }

    /** May return early: whoever clears the flag unparks, and the loop looks again. */
    private void park() {
        parked = true;
        VarHandle.fullFence();
        if (tasks.isEmpty()) {
            LockSupport.park(this);
        }
        parked = false;
    }
}
