package io.parley.engine.contract;

import io.parley.api.session.Session;
import io.parley.engine.Batch;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** How sessions leave, and come from elsewhere. An OSGi service of the session bundle; safe for all threads. */
@ProviderType
public interface Moves {

    /**
     * Who a session is, wherever it is.
     *
     * @param created when it was first opened, in milliseconds since 1970
     */
    record Identity(String id, String principal, long created, Optional<Parent> parent) {}

    /** The session that another one belongs to, and when that was made. */
    record Parent(String id, long created) {}

    /**
     * Keeps a durable session to which nobody is connected as it is while something is done with it. Whoever wants to open, close or change it
     * waits meanwhile, up to the usual limit, and so does its will.
     *
     * @param work begun on the session's shard; the session is released when its stage has completed
     * @return as the work's; fails with a {@link io.parley.api.message.RefusedException}: NOT_FOUND, INVALID for one that is not durable, CONFLICT while
     *     somebody is connected
     */
    <T> CompletionStage<T> keepStill(String session, Function<Identity, CompletionStage<T>> work);

    /**
     * A session comes from elsewhere, as the batch says.
     *
     * @return completes, on a worker, when it is there; fails with a {@link io.parley.api.message.RefusedException}, and then nothing of it is:
     *     CONFLICT when there is one of that id
     */
    CompletionStage<Session> arrive(Identity session, Batch batch);
}
