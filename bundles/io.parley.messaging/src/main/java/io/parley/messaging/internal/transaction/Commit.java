package io.parley.messaging.internal.transaction;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.timer.Timers.Timer;
import io.parley.spi.plugin.MissingPluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        Timer timer = with.engine().timers().after(rest, with.engine().workers(), () -> refuse(late(timeout)));
        List<CompletableFuture<Part>> parts = new ArrayList<>(changes.size());
        try {
            changes.forEach(change -> parts.add(change.get().toCompletableFuture()));
        } catch (RuntimeException e) {
            timer.cancel();
            refuse(RefusedException.of(e));
            return result;
        }
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .whenCompleteAsync(
                        (ready, failure) -> {
                            timer.cancel();
                            if (failure == null) {
                                commit(parts.stream()
                                        .map(CompletableFuture::join)
                                        .toList());
                            } else {
                                refuse(RefusedException.of(failure));
                            }
                        },
                        with.engine().workers());
        return result;
    }

    private void refuse(RefusedException why) {
        if (decided.compareAndSet(false, true)) {
            refused(why);
        }
    }

    private void commit(List<Part> parts) {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        Batch batch = with.engine().batch();
        try {
            for (Part part : parts) {
                part.addTo(batch);
            }
            for (Part part : parts) {
                part.finish(batch);
            }
        } catch (MissingPluginException | RuntimeException e) {
            batch.abandon();
            refused(
                    e instanceof MissingPluginException
                            ? new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e)
                            : RefusedException.of(e));
            return;
        }
        if (batch.isEmpty()) {
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
