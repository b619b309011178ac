package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Completes stages on a worker, so that what hangs on them never runs on a shard's thread. Many at once are one task. Safe for all
 * threads.
 */
final class Outside {

    private final Executor workers;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Outside(Executor workers) {
        this.workers = workers;
    }

    <T> CompletionStage<T> of(CompletionStage<T> inside) {
        Handover<T> outside = new Handover<>();
        inside.whenComplete(outside);
        return outside;
    }

    /** Runs the task on a worker. */
    void execute(Runnable task) {
        waiting.add(task);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            workers.execute(this::run);
        }
    }

    private void run() {
        scheduled.set(false);
        for (Runnable task; (task = waiting.poll()) != null; ) {
            task.run();
        }
    }

    /** All that one stage takes on its way, in one object. */
    private final class Handover<T> extends CompletableFuture<T> implements BiConsumer<T, Throwable>, Runnable {

        private T value;
        private Throwable failure;

        @Override
        public void accept(T came, Throwable cause) {
            value = came;
            failure = cause;
            execute(this);
        }

        @Override
        public void run() {
            if (failure == null) {
                complete(value);
            } else {
                completeExceptionally(RefusedException.of(failure));
            }
        }
    }
}
