package io.parley.task.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls that are under way: this bundle's classes are gone once it has been updated, so it goes when they have ended. Safe for all threads.
 */
final class Calls {

    private final Set<CompletableFuture<?>> underWay = new HashSet<>(); // guarded by this
    private boolean closed; // guarded by this

    /**
     * Makes a call.
     *
     * @return what it comes to; UNAVAILABLE when the bundle stops, or does not wait for it any longer
     */
    <T> CompletionStage<T> call(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(stops());
            }
            underWay.add(result);
        }
        CompletionStage<T> stage;
        try {
            stage = work.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(RefusedException.of(failure));
            }
            ended(result);
        });
        return result;
    }

    private synchronized void ended(CompletableFuture<?> call) {
        underWay.remove(call);
    }

    /** No call begins any more. Waits for those that are under way, up to the limit; what has not ended by then is told that the bundle stops. */
    void close(Duration limit) {
        List<CompletableFuture<?>> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(underWay);
        }
        try {
            CompletableFuture.allOf(left.toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> done)
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Told below.
        }
        left.forEach(call -> call.completeExceptionally(stops()));
    }

    private static RefusedException stops() {
        return new RefusedException(
                Reason.UNAVAILABLE, "The service of tasks stops; what became of the call is not known");
    }
}
