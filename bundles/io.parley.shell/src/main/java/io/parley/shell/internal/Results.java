package io.parley.shell.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a service was asked for. */
final class Results {

    private static final long PATIENCE_SECONDS = 60;

    private Results() {}

    /** @throws RefusedException with the words to show */
    static <T> T of(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw RefusedException.of(e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException(
                    Reason.UNAVAILABLE,
                    "no answer within " + PATIENCE_SECONDS + " s; perhaps it waits for a plug-in, see parley:plugins",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Reason.UNAVAILABLE, "interrupted; what was begun goes on", e);
        }
    }
}
