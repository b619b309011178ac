package io.parley.transport.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who waits for something to happen on an event loop. Of that loop. */
final class Waiters {
    private List<CompletableFuture<Void>> waiting = List.of();

    void add(CompletableFuture<Void> waiter) {
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>();
        }
        waiting.add(waiter);
    }

    void complete() {
        List<CompletableFuture<Void>> all = waiting;
        waiting = List.of();
        all.forEach(waiter -> waiter.complete(null));
    }
}
