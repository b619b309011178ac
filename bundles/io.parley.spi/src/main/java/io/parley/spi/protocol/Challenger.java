package io.parley.spi.protocol;

import io.parley.api.message.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries an authentication that takes several steps to the client. Called on any thread, never for a second time before the
 * stage of the first has completed.
 */
@FunctionalInterface
public interface Challenger {

    /** For protocols, or clients, that cannot be asked back. */
    Challenger NONE =
            data -> CompletableFuture.failedStage(new IllegalStateException("This client cannot be asked for more"));

    /**
     * Sends the authenticator's data to the client.
     *
     * @return completes with what the client answers; fails when the connection ends or the client does not answer in time
     */
    CompletionStage<Payload> challenge(Payload data);
}
