package io.parley.engine;

import io.parley.api.message.RefusedException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What stages come to, for tests, also of bundles that are built on the engine. {@code Stages.await} would make a refusal of what does not come. */
public final class Awaited {

    private Awaited() {}

    /**
     * What it completes with.
     *
     * @throws RefusedException for whatever it fails with
     * @throws AssertionError when it has not completed after so long
     */
    public static <T> T get(CompletionStage<T> stage, long seconds) {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw RefusedException.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
