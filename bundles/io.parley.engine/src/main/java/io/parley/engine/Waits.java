package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.spi.journal.JournalException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * How the engine's own threads wait, and participants on them: an interrupt ends it. What was handed to a shard before the engine
 * closed may never run, and no thread must stay behind because of that.
 */
public final class Waits {

    private Waits() {}

    /**
     * Returns the result.
     *
     * @throws JournalException the future's own, or one that tells what else it failed with, or that the thread was interrupted,
     *     which it stays
     */
    public static <T> T on(CompletableFuture<T> future) throws JournalException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            String words = cause instanceof RefusedException ? cause.getMessage() : cause.toString();
            throw cause instanceof JournalException journal ? journal : new JournalException(words, cause);
        }
    }
}
