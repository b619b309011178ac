package io.parley.engine.contract;

import io.parley.engine.Batch;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Remembers which transfers of a session were accepted and not yet released, so that none is accepted twice. An OSGi service of
 * the session bundle; safe for all threads.
 */
@ProviderType
public interface Tokens {

    /**
     * Makes the batch take the token. It fails with a {@link io.parley.api.message.RefusedException}, CONFLICT, when the token
     * is taken already, or just being taken.
     *
     * @param durable whether the session outlives the process, and the batch goes to the journal
     */
    void take(Batch batch, String session, int token, boolean durable);

    /** Frees the token; completes when that is durable. A token that is not taken is no error. */
    CompletionStage<Void> free(String session, int token);
}
