package io.parley.engine.contract;

import io.parley.api.session.Holder;
import io.parley.engine.Batch;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.Will;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the holder of a session says of the time when it will be gone. An OSGi service of the session bundle; safe for all threads;
 * stages complete on any thread. Calls for one session take effect in their order.
 */
@ProviderType
public interface Holds {

    /** Publishes wills. */
    @FunctionalInterface
    interface WillPublisher {

        /**
         * Publishes a will whose time has come. Called on a worker.
         *
         * @param principal who left it
         * @param forget makes the batch that publishes it forget it
         * @return completes when it is published; fails with a {@link io.parley.api.message.RefusedException}: after UNAVAILABLE it
         *     is tried again, after anything else it is dropped
         */
        CompletionStage<?> publish(String session, String principal, Publication publication, Consumer<Batch> forget);
    }

    /** A holder whose principal was let in by somebody who ends the hold himself when the principal is revoked. */
    interface Connected extends Holder {}

    /**
     * What these principals were let in by counts no longer: their holds end as {@link Holder.End#REVOKED}, but for those that are
     * {@link Connected}. Those are the holds of code in this process; their sessions wait. Returns before everybody concerned knows it.
     */
    void revoke(Set<String> principals);

    /**
     * Sets how long the session outlives its holder; of a holder that is none any more the call changes nothing.
     *
     * @return completes when that is durable; fails with a {@link io.parley.api.message.RefusedException}: INVALID when nothing of the
     *     session is durable
     */
    CompletionStage<Void> expireAfter(String session, long hold, Duration expiry);

    /**
     * Keeps the holder's will, to be published after its delay once the holder has left, or at once when the session ends: for a
     * durable session also when the process dies, counted from the next start. The next holder of the session in time prevents it.
     *
     * @return completes when it is kept, durably where the session is; fails with NOT_OWNED when the session is another's
     */
    CompletionStage<Void> keepWill(String session, long hold, String principal, Will will);

    /** Drops the holder's will: it leaves in order. Completes when that is durable; none is no error. */
    CompletionStage<Void> dropWill(String session, long hold);

    /** Sets who publishes wills; until there is somebody they wait. Null for nobody. */
    void publishWills(WillPublisher publisher);
}
