package io.parley.event.internal.retained;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publications of retained values that have begun and are not yet where new subscriptions look for them. One that began before a
 * subscription was there may not have been matched against it; so the subscription waits for it, and then finds the value. Safe for
 * all threads.
 */
public final class UnderWay {

    private static final CompletionStage<Void> NONE = CompletableFuture.completedStage(null);

    private final Set<CompletableFuture<Void>> publications = ConcurrentHashMap.newKeySet();

    /** One begins, before it is matched against subscriptions. The result is to be run when it has ended. */
    public Runnable begin() {
        CompletableFuture<Void> publication = new CompletableFuture<>();
        publications.add(publication);
        return () -> {
            publications.remove(publication);
            publication.complete(null);
        };
    }

    /** Completes when all that have begun before the call have ended. */
    CompletionStage<Void> all() {
        return publications.isEmpty() ? NONE : CompletableFuture.allOf(publications.toArray(CompletableFuture[]::new));
    }
}
