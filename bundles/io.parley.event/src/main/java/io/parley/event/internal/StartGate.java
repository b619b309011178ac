package io.parley.event.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes calls to the shards. Until the stored state is all there they wait, up to a limit. */
final class StartGate {

    private static final Logger LOG = LoggerFactory.getLogger(StartGate.class);

    private static final int MOST_EARLY = 10_000;

    private final Shards shards;
    private final ArrayDeque<Runnable> early = new ArrayDeque<>(); // guarded by this
    private volatile boolean open; // written under this

    StartGate(Shards shards) {
        this.shards = shards;
    }

    /** Runs the work on the key's shard; what it throws ends the stage. */
    <T> CompletionStage<T> call(String key, BiConsumer<Shard, CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Shard shard = shards.of(key);
        Runnable task = () -> shard.execute(() -> attempt(shard, work, result));
        if (!waits(task)) {
            if (open) {
                task.run();
            } else {
                result.completeExceptionally(new RefusedException(
                        Reason.UNAVAILABLE, "Parley is starting, and " + MOST_EARLY + " calls wait already"));
            }
        }
        return result;
    }

    private static <T> void attempt(
            Shard shard, BiConsumer<Shard, CompletableFuture<T>> work, CompletableFuture<T> result) {
        try {
            work.accept(shard, result);
        } catch (RefusedException e) {
            result.completeExceptionally(e);
        } catch (RuntimeException e) {
            LOG.error("A call failed on {}", shard, e);
            result.completeExceptionally(new RefusedException(Reason.UNAVAILABLE, "The call failed: " + e, e));
        }
    }

    private boolean waits(Runnable task) {
        if (open) {
            return false;
        }
        synchronized (this) {
            return !open && early.size() < MOST_EARLY && early.add(task);
        }
    }

    /** Under the lock, so that no later call goes before one that waited. */
    synchronized void open() {
        early.forEach(Runnable::run);
        early.clear();
        open = true;
    }

    /** Runs the task on the shard, at once when this is its thread. */
    static void on(Shard shard, Runnable task) {
        if (shard.onThread()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }
}
