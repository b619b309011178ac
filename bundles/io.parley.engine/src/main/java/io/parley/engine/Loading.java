package io.parley.engine;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Participants that {@linkplain Participant#loadsAside load aside}: each on a thread of its own, since several have a million rows to take up, and
 * processors are idle while bundles start. Guarded by its owner.
 */
final class Loading {

    private final View view;
    private final Map<Participant, CompletableFuture<Void>> underWay = new LinkedHashMap<>();

    Loading(View view) {
        this.view = view;
    }

    void begin(Participant participant) {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        Thread thread = new Thread(() -> load(participant, loaded), "parley-load-" + participant.name());
        thread.setDaemon(true);
        underWay.put(participant, loaded);
        thread.start();
    }

    private void load(Participant participant, CompletableFuture<Void> loaded) {
        try {
            participant.load(view);
            loaded.complete(null);
        } catch (JournalException | RuntimeException | Error e) {
            loaded.completeExceptionally(e);
        }
    }

    /**
     * Returns when all have loaded.
     *
     * @throws JournalException when one of them could not, and then none is loading any more
     */
    void await() throws JournalException {
        Throwable failure = null;
        for (CompletableFuture<Void> one : underWay.values()) {
            Throwable its = outcome(one);
            failure = failure == null ? its : failure;
        }
        underWay.clear();
        if (failure instanceof JournalException unreadable) {
            throw unreadable;
        }
        if (failure != null) {
            throw new JournalException("What the view has cannot be taken up: " + failure, failure);
        }
    }

    /** Returns when that participant has loaded, or could not. */
    void end(Participant participant) {
        CompletableFuture<Void> one = underWay.remove(participant);
        if (one != null) {
            outcome(one);
        }
    }

    /** Waits, and returns what it failed with; null when it did not. */
    private static Throwable outcome(CompletableFuture<Void> loaded) {
        try {
            loaded.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }
}
