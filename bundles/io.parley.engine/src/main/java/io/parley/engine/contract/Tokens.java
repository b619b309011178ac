package io.parley.engine.contract;

import io.parley.engine.Batch;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the holder of a session needs when it accepts messages for it. Remembers which transfers were accepted and not yet
 * released, so that none is accepted twice. An OSGi service of the session bundle; safe for all threads.
 */
@ProviderType
public interface Tokens {

    /**
     * Makes the batch take the token. It fails with a {@link io.parley.api.message.RefusedException}: CONFLICT when the token
     * is taken already, or just being taken, and NOT_OWNED as by {@link #require}.
     *
     * @param durable whether the session outlives the process, and the batch goes to the journal
     */
    void take(Batch batch, String session, long hold, int token, boolean durable);

    /** Whether the token is taken; one that a batch is just taking once that batch has ended. Completes on any thread, which must not be held up. */
    CompletionStage<Boolean> taken(String session, int token);

    /**
     * Frees the token; completes when that is durable. A token that is not taken is no error, and of a holder that is none any
     * more the call changes nothing.
     */
    CompletionStage<Void> free(String session, long hold, int token);

    /**
     * Makes the batch fail with a {@link io.parley.api.message.RefusedException}, NOT_OWNED, when the session is no longer held
     * by that holder, or just being taken from it. So what a holder began never reaches a session that is another's by then:
     * the batch either comes before the end of the hold, or has no effect.
     *
     * @param hold from {@link io.parley.api.session.Opened#hold}
     */
    void require(Batch batch, String session, long hold);
}
