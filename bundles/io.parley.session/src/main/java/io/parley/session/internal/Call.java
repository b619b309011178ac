package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One call of the session service, for one session. It works on the session's shard; its stage completes at the edge, where the
 * code of whoever called may run.
 */
final class Call<T> {

    private static final Runnable NOTHING_BEFORE = () -> {};

    final Slice slice;
    private final String session;
    private final boolean alone;
    private final Executor edge;
    private final Consumer<Call<T>> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    /**
     * @param alone whether it changes the session's life, and so keeps other calls waiting
     * @param edge completes the stage
     */
    Call(Slice slice, String session, boolean alone, Executor edge, Consumer<Call<T>> work) {
        this.slice = slice;
        this.session = session;
        this.alone = alone;
        this.edge = edge;
        this.work = work;
    }

    CompletionStage<T> submit() {
        slice.submit(this);
        return result;
    }

    void await() {
        try {
            slice.turns.begin(session, alone, () -> attempt(() -> work.accept(this)));
        } catch (RefusedException e) {
            edge.execute(() -> result.completeExceptionally(e));
        }
    }

    /** As {@link #await}, for one that is refused where it would have to wait. */
    void awaitNothing() {
        if (slice.turns.idle(session)) {
            await();
        } else {
            RefusedException refused = new RefusedException(
                    Reason.CONFLICT, "Session '" + session + "' is just being changed; try again soon");
            edge.execute(() -> result.completeExceptionally(refused));
        }
    }

    /** As {@link #submit}, for one that waits for nobody: whoever has turns already does so where others wait for these. */
    CompletionStage<T> submitNow() {
        slice.shard.execute(this::awaitNothing);
        return result;
    }

    /** Commits, and then goes on on the shard; a batch that is refused ends the call. */
    void commit(Batch batch, Runnable applied) {
        commit(batch, applied, () -> {});
    }

    /** @param ended runs on the shard in any case, before anything else */
    void commit(Batch batch, Runnable applied, Runnable ended) {
        batch.commit()
                .whenComplete((done, failure) -> onShard(() -> {
                    ended.run();
                    if (failure == null) {
                        attempt(applied);
                    } else {
                        refuse(RefusedException.of(failure));
                    }
                }));
    }

    /** Goes on on the shard when others agree; where they do not, the call ends. */
    void ask(CompletionStage<?> others, Runnable agreed) {
        others.whenComplete((done, failure) -> onShard(() -> {
            if (failure == null) {
                attempt(agreed);
            } else {
                refuse(RefusedException.of(failure));
            }
        }));
    }

    private void onShard(Runnable task) {
        if (slice.shard.onThread()) {
            task.run();
        } else {
            slice.shard.execute(task);
        }
    }

    /** A mistake of ours ends this call, and not the turns of the session. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RefusedException e) {
            refuse(e);
        } catch (RuntimeException e) {
            Loggers.session(session).error("A call for '{}' failed", Printable.of(session), e);
            refuse(new RefusedException(Reason.UNAVAILABLE, "The call failed: " + e, e));
        }
    }

    void refuse(RefusedException cause) {
        end(() -> result.completeExceptionally(cause), NOTHING_BEFORE);
    }

    void complete(T value) {
        complete(value, NOTHING_BEFORE);
    }

    /**
     * Ends the call.
     *
     * @param before others' code that must have run before the caller learns of the end
     */
    void complete(T value, Runnable before) {
        end(() -> result.complete(value), before);
    }

    /** The session's next turn begins after the caller has learned of the end, so that nobody learns of things the wrong way round. */
    private void end(Runnable completion, Runnable before) {
        edge.execute(() -> {
            try {
                before.run();
            } catch (RuntimeException | Error e) {
                Loggers.session(session)
                        .warn(
                                "A holder of session '{}' failed when it was told of its end: {}",
                                Printable.of(session),
                                e.toString());
            }
            completion.run();
            if (alone) {
                slice.shard.execute(() -> slice.turns.end(session));
            }
        });
    }
}
