package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

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
        CompletableFuture<T> outside = new CompletableFuture<>();
        inside.whenComplete((value, failure) -> execute(() -> {
            if (failure == null) {
                outside.complete(value);
            } else {
                outside.completeExceptionally(RefusedException.of(failure));
            }
        }));
        return outside;
    }

    private void execute(Runnable task) {
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
}
