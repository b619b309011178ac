package io.parley.api.transaction;

import io.parley.api.cache.NamedCache;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes that take effect together or not at all, also when the process dies at any moment: one record on the journal. What is
 * added has no effect before {@link #commit}; a delivery stays its consumer's, with its lease, and may be given back. Safe for
 * all threads; no method blocks.
 *
 * <p>All methods that add something return this transaction, and throw an {@link IllegalStateException} when it has ended and a
 * {@link io.parley.api.message.RefusedException} with reason LIMIT for one change too many, or with INVALID for what cannot be a part of it.
 */
@ProviderType
public interface Transaction extends AutoCloseable {

    /** The most changes of one transaction. */
    int MOST_CHANGES = 10_000;

    /** The most payload of one transaction, in bytes. */
    long MOST_BYTES = 32L << 20;

    /** The delivery is done with. Committing is refused with NOT_OWNED when it is no longer its consumer's. */
    Transaction acknowledge(Delivery delivery);

    /**
     * Sends a message to its address, as {@link io.parley.api.message.MessageService#send} does: through interceptors and routes, when
     * the transaction is committed. One that would not be accepted has the whole transaction refused, and so has, with CONFLICT, one whose
     * id was sent to the address before. Messages to one address keep their order.
     */
    Transaction send(Message message);

    /**
     * Sets one value of a session's state.
     *
     * @param expectedVersion 0 for "no value yet"; empty for what it is when this is committed. Committing is refused with CONFLICT when it
     *     differs, or somebody else is just changing the value
     */
    Transaction putState(String session, String key, Payload value, OptionalLong expectedVersion);

    /** Removes one value of a session's state; as {@link #putState}. */
    Transaction removeState(String session, String key, OptionalLong expectedVersion);

    /**
     * Sets one value of the state that the members of a group share; as {@link #putState}.
     *
     * @param session the member that does so; committing is refused with NOT_ALLOWED when it is none then
     */
    Transaction putGroupState(String session, String group, String key, Payload value, OptionalLong expectedVersion);

    /** Removes one value of the state that the members of a group share; as {@link #putGroupState}. */
    Transaction removeGroupState(String session, String group, String key, OptionalLong expectedVersion);

    /** Removes an entry of a cache before whoever committed this learns of it; a missing one is no error. */
    <K> Transaction invalidate(NamedCache<K, ?> cache, K key);

    /**
     * Commits, once.
     *
     * @return completes when everything is durable and has taken effect; fails with a {@link io.parley.api.message.RefusedException}, and
     *     then nothing of it has: deliveries are their consumers' as before. What is sent elsewhere before the stage has completed may
     *     come before what this sends.
     */
    CompletionStage<Void> commit();

    /** Ends it without effect; without effect itself when it has ended, or is being committed. */
    void rollback();

    /** As {@link #rollback}. */
    @Override
    default void close() {
        rollback();
    }
}
