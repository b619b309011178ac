package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What is to be indexed anew, by names: each once, however often it changed meanwhile. Safe for all threads; nothing here waits. */
final class Following {

    private final Executor workers;
    private final Function<Set<String>, CompletionStage<Void>> index;
    private Set<String> changed = new LinkedHashSet<>(); // guarded by this
    private List<CompletableFuture<Void>> waiting = new ArrayList<>(); // guarded by this
    private boolean running; // guarded by this
    private boolean closed; // guarded by this

    /** @param index takes up what these are now; called on a worker, never twice at once */
    Following(Executor workers, Function<Set<String>, CompletionStage<Void>> index) {
        this.workers = workers;
        this.index = index;
    }

    /** What has that name is new, or changed, or has ended. */
    synchronized void changed(String name) {
        changed.add(name);
        begin();
    }

    /** Completes when the index has all that was told before; fails when it cannot. */
    synchronized CompletionStage<Void> caughtUp() {
        if (closed) {
            return CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "The search stops"));
        }
        if (!running && changed.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        begin();
        return done;
    }

    private synchronized void begin() {
        if (!running && !closed) {
            running = true;
            workers.execute(this::next);
        }
    }

    private void next() {
        Set<String> names;
        List<CompletableFuture<Void>> told;
        synchronized (this) {
            if (closed || changed.isEmpty() && waiting.isEmpty()) {
                running = false;
                return;
            }
            names = changed;
            told = waiting;
            changed = new LinkedHashSet<>();
            waiting = new ArrayList<>();
        }
        index.apply(names).whenComplete((done, failure) -> {
            for (CompletableFuture<Void> one : told) {
                if (failure == null) {
                    one.complete(null);
                } else {
                    one.completeExceptionally(RefusedException.of(failure));
                }
            }
            workers.execute(this::next);
        });
    }

    /** Nothing is indexed any more. Who waits learns of it. */
    void close() {
        List<CompletableFuture<Void>> told;
        synchronized (this) {
            closed = true;
            told = waiting;
            waiting = new ArrayList<>();
        }
        RefusedException stops = new RefusedException(Reason.UNAVAILABLE, "The search stops");
        told.forEach(one -> one.completeExceptionally(stops));
    }
}
