package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** For threads that may wait: for those whose work is to write or read something from beginning to end. */
public final class Stages {

    private Stages() {}

    /**
     * Waits for the stage.
     *
     * @throws RefusedException as the stage's failure says; UNAVAILABLE when it takes longer than that, or when the thread is interrupted, which it
     *     stays
     */
    public static <T> T await(CompletionStage<T> stage, Duration most) {
        try {
            return stage.toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw RefusedException.of(e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException(Reason.UNAVAILABLE, "No answer came in " + most.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Reason.UNAVAILABLE, "Interrupted", e);
        }
    }
}
