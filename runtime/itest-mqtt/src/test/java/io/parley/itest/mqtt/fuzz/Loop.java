package io.parley.itest.mqtt.fuzz;

import io.parley.spi.protocol.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The lane of all connections of one input, which is the fuzzer's own thread: what a handler throws ends the input, and what
 * happens between two tasks does not depend on the machine. For that thread, except {@link #add}.
 */
final class Loop {

    /** So many tasks come of no input; more are an endless loop. */
    private static final int MOST = 1_000_000;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Scheduled> timers = new ArrayList<>();

    private final class Scheduled implements Connection.Timer {

        private final Runnable task;

        Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }

    /** Runs the task with the next {@link #run}. */
    void add(Runnable task) {
        tasks.add(task);
    }

    /** Time passes by {@link #elapse} alone. */
    Connection.Timer schedule(Runnable task) {
        Scheduled timer = new Scheduled(task);
        timers.add(timer);
        return timer;
    }

    /** Runs all tasks, also those that are added meanwhile. */
    void run() {
        Runnable task = tasks.poll();
        for (int count = 0; task != null; count++) {
            if (count == MOST) {
                throw new AssertionError("After " + MOST + " tasks there are more and more");
            }
            task.run();
            task = tasks.poll();
        }
    }

    /** All timers are due that there are now. */
    void elapse() {
        List<Scheduled> due = List.copyOf(timers);
        timers.clear();
        due.forEach(timer -> add(timer.task));
    }
}
