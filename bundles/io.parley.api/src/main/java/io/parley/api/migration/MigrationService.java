package io.parley.api.migration;

import io.parley.api.session.Session;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes sessions down and restores them elsewhere: with their state, inbox and its messages, subscriptions, timers, tokens and will. An OSGi
 * service; safe for all threads. Stages complete on any thread, and fail with a {@link io.parley.api.message.RefusedException}.
 */
@ProviderType
public interface MigrationService {

    /**
     * Writes a durable session down as it is at one moment. Whoever opens, closes or changes it waits until that is done. It stays what and where
     * it is: only one of the two may go on, and whoever exports it says which.
     *
     * @param to written to by a thread of this service, which may be held up; flushed, not closed. After a failure what was written is no export
     * @return fails with NOT_FOUND, with INVALID for a session that is not durable, with CONFLICT while somebody is connected to it, and with
     *     UNAVAILABLE when a part of Parley is missing, or the stream fails
     */
    CompletionStage<Exported> exportSession(String id, OutputStream to);

    /**
     * Restores a session that was written down. It is there as a whole or not at all, and nobody sees a part of it.
     *
     * @param from read by a thread of this service up to its end, which may be held up; not closed
     * @return fails with INVALID for what is no export, or a truncated or changed one, with CONFLICT when there is a session of that id, and with LIMIT
     *     when it has more than is allowed here
     */
    CompletionStage<Session> importSession(InputStream from);

    /**
     * Takes a durable session to another Parley, with all it has and all that belong to it. Whoever is connected to it is sent away; until it is decided where it is nobody has it,
     * and whoever wants something of it waits. Afterwards its clients are sent there ({@link io.parley.api.message.RefusedException#movedTo}), and what is
     * sent to {@code session:ID} here is sent on, for as long as is configured.
     *
     * @param peer the other one's name here
     * @return completes when it is there and no longer here. Fails with NOT_FOUND for an unknown session or peer, with INVALID for a session that has
     *     a parent, or when one of them is not durable, with CONFLICT when it was not taken: then it is here as before. Where nobody knows whether
     *     it was taken, since the other one does not answer, it completes when that is known
     */
    CompletionStage<Void> moveSession(String id, String peer);

    /** What is going on now, the oldest first. */
    List<Migration> underWay();
}
