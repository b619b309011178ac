package io.parley.messaging.internal;

import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Completions;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Completes stages on a worker, so that what hangs on them never runs on a shard's thread. One worker does it for as long as there
 * are any, since to wake another one costs more than most of them; one that is held up by what hangs on a stage, which may be
 * waiting for another stage, gets help. Safe for all threads.
 */
final class Outside implements Completions {

    private static final long IDLE = 0;

    /** A worker that is busy with one stage for so long is held up. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(Workers.STUCK_MILLIS);

    /** So many tasks to one look at the clock; a power of 2. */
    private static final int LOOK_EVERY = 32;

    private final Executor workers;
    private final Executor later;

    /** Tasks, and {@link Several}. */
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** When the worker last took up some, in a form of {@link System#nanoTime} that is never {@link #IDLE}. */
    private final AtomicLong busySince = new AtomicLong(IDLE);

    /** Whether somebody will look if the worker is held up. */
    private final AtomicBoolean watched = new AtomicBoolean();

    /** Tasks that came together, in order. They stay at the head until the last one is taken: whoever helps goes on with the next one. */
    private static final class Several extends AtomicInteger implements Runnable {

        private static final long serialVersionUID = 1L;

        private final transient List<? extends Runnable> tasks;

        Several(List<? extends Runnable> tasks) {
            this.tasks = tasks;
        }

        /** Null when all are taken. */
        Runnable take() {
            int place = getAndIncrement();
            return place < tasks.size() ? tasks.get(place) : null;
        }

        @Override
        public void run() {
            throw new UnsupportedOperationException("they run one by one");
        }
    }

    Outside(Workers workers) {
        this(workers, workers::whenStuck);
    }

    /** @param later runs a task when a worker may have been held up for too long */
    Outside(Executor workers, Executor later) {
        this.workers = workers;
        this.later = later;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        added();
    }

    @Override
    public void executeAll(List<? extends Runnable> tasks) {
        if (!tasks.isEmpty()) {
            waiting.add(new Several(tasks));
            added();
        }
    }

    private void added() {
        if (busySince.get() == IDLE) {
            takeOver(IDLE);
        } else if (!watched.get()) {
            watchOver();
        }
    }

    private void takeOver(long since) {
        if (busySince.compareAndSet(since, now())) {
            workers.execute(this::run);
        }
    }

    private void watchOver() {
        if (watched.compareAndSet(false, true)) {
            later.execute(this::look);
        }
    }

    /** Looks again for as long as any wait: help may be held up, too. */
    private void look() {
        watched.set(false);
        if (waiting.isEmpty()) {
            return;
        }
        long since = busySince.get();
        if (since == IDLE || now() - since >= STUCK_NANOS) {
            takeOver(since);
        }
        watchOver();
    }

    private static long now() {
        return System.nanoTime() | 1;
    }

    private void run() {
        do {
            int done = 0;
            for (Runnable task; (task = next()) != null; ) {
                task.run();
                if (++done % LOOK_EVERY == 0) {
                    busySince.set(now());
                }
            }
            busySince.set(IDLE);
        } while (!waiting.isEmpty() && busySince.compareAndSet(IDLE, now()));
    }

    /** Null when none waits. Several workers may ask. */
    private Runnable next() {
        for (Runnable head; (head = waiting.peek()) != null; ) {
            if (head instanceof Several several) {
                Runnable task = several.take();
                if (task != null) {
                    return task;
                }
                waiting.remove(several);
            } else if (waiting.remove(head)) {
                return head;
            }
        }
        return null;
    }
}
