package io.parley.event.internal.retained;

import io.parley.engine.Batch;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publications of retained values that have begun and are not yet where new subscriptions look for them. One that began before a
 * subscription was there may not have been matched against it; so the subscription waits for it, and then finds the value. One that
 * began later was matched, and its value must not come a second time. Safe for all threads.
 */
public final class UnderWay {

    private static final CompletionStage<Void> NONE = CompletableFuture.completedStage(null);

    private final Set<CompletableFuture<Void>> publications = ConcurrentHashMap.newKeySet();
    private final AtomicLong subscriptions = new AtomicLong();

    /**
     * A publication begins, before it is matched against subscriptions; it ends with the batch.
     *
     * @return how many subscriptions have begun to look until now, all of which it will be matched against
     */
    public long begin(Batch batch) {
        CompletableFuture<Void> publication = new CompletableFuture<>();
        // Added before the number is read: whoever gets a higher one waits for it.
        publications.add(publication);
        batch.whenEnded(() -> {
            publications.remove(publication);
            publication.complete(null);
        });
        return subscriptions.get();
    }

    /** A subscription that is there now begins to look for retained values; those that began at or above the result are not for it. */
    long look() {
        return subscriptions.incrementAndGet();
    }

    /** Completes when all that have begun before the call have ended. */
    CompletionStage<Void> all() {
        return publications.isEmpty() ? NONE : CompletableFuture.allOf(publications.toArray(CompletableFuture[]::new));
    }
}
