package io.parley.messaging.internal.transaction;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.timer.Timers.Timer;
import io.parley.spi.plugin.MissingPluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A transaction that is being committed: its parts are made ready, and then go to the journal as one batch. */
final class Commit implements Batch.End {

    private final Transactions with;
    private final Duration timeout;
    private final List<Runnable> invalidations;
    private final CompletableFuture<Void> result = new CompletableFuture<>();

    /** Whether it is decided that the batch goes to the journal, or that it does not. */
    private final AtomicBoolean decided = new AtomicBoolean();

    private volatile Timer timer;

    Commit(Transactions with, Duration timeout, List<Runnable> invalidations) {
        this.with = with;
        this.timeout = timeout;
        this.invalidations = invalidations;
    }

    static RefusedException late(Duration timeout) {
        return new RefusedException(
                Reason.INVALID, "The transaction's time of " + timeout + " is over; nothing of it has taken effect");
    }

    CompletionStage<Void> run(List<Supplier<CompletionStage<Part>>> changes, Duration rest) {
        timer = with.engine().timers().after(rest, with.engine().workers(), () -> refuse(late(timeout)));
        List<CompletableFuture<Part>> parts = new ArrayList<>(changes.size());
        try {
            changes.forEach(change -> parts.add(change.get().toCompletableFuture()));
        } catch (RuntimeException e) {
            refuse(RefusedException.of(e));
            return result;
        }
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(ready -> parts.stream().map(CompletableFuture::join).toList())
                .whenCompleteAsync(this::attempt, with.engine().workers());
        return result;
    }

    private boolean decide() {
        boolean first = decided.compareAndSet(false, true);
        if (first) {
            timer.cancel();
        }
        return first;
    }

    private void refuse(RefusedException why) {
        if (decide()) {
            refused(why);
        }
    }

    private void attempt(List<Part> parts, Throwable failure) {
        if (failure != null) {
            refuse(RefusedException.of(failure));
            return;
        }
        Batch batch = with.engine().batch();
        try {
            for (int i = 0; i < parts.size(); i++) {
                Optional<CompletionStage<Part>> otherwise = parts.get(i).addTo(batch);
                if (otherwise.isPresent()) {
                    batch.abandon();
                    replace(parts, i, otherwise.get());
                    return;
                }
            }
            for (Part part : parts) {
                part.finish(batch);
            }
        } catch (MissingPluginException | RuntimeException e) {
            batch.abandon();
            refuse(
                    e instanceof MissingPluginException
                            ? new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e)
                            : RefusedException.of(e));
            return;
        }
        commit(batch);
    }

    /** What a route has chosen was not there: everything is added anew, with what it chose instead. */
    private void replace(List<Part> parts, int index, CompletionStage<Part> otherwise) {
        otherwise
                .thenApply(other -> {
                    List<Part> next = new ArrayList<>(parts);
                    next.set(index, other);
                    return next;
                })
                .whenCompleteAsync(this::attempt, with.engine().workers());
    }

    private void commit(Batch batch) {
        if (!decide()) {
            batch.abandon();
        } else if (batch.isEmpty()) {
            batch.abandon();
            committed();
        } else {
            batch.commit(this);
        }
    }

    @Override
    public void committed() {
        outside(() -> {
            invalidations.forEach(Runnable::run);
            result.complete(null);
        });
    }

    @Override
    public void refused(RefusedException why) {
        outside(() -> result.completeExceptionally(why));
    }

    /** Callers' code does not run on a shard. */
    private void outside(Runnable task) {
        with.engine().workers().execute(task);
    }
}
