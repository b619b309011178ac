package io.parley.spi.protocol;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The transactions of one client: what it sends, acknowledges and changes in its session's state in one takes effect together or not at all. Before it is committed
 * nothing of it has an effect on anybody; a delivery stays the client's. It ends with {@link #commit} or {@link #abort}, with its time, with
 * the first of its parts that is refused, and with the client's hold on its session. Calls come from the connection's lane; nothing
 * blocks. Stages complete on any thread, and fail with the {@link RefusedException} that ended the transaction.
 *
 * <p>Parts of a transaction that is not open are refused: with why it was ended, as far as that is remembered, otherwise with NOT_FOUND. But
 * a transfer exactly once whose token is taken was part of a transaction that is committed, and is a DUPLICATE; it makes one
 * that is begun again under its id one that was committed before, which is not committed again.
 */
@ProviderType
public interface GatewayTransactions {

    /** The most that one client may have open. */
    int MOST_OPEN = 16;

    /** The ids of those that are open. */
    Set<String> open();

    /**
     * Begins one.
     *
     * @param id names it among the client's; it may be used again for another one later
     * @param timeout after so long it is aborted, unless it is being committed; 1 ms to 1 h
     * @throws RefusedException CONFLICT when one of that id is open, which is aborted; LIMIT for one too many; INVALID for such a timeout.
     *     What follows under that id is refused likewise
     */
    void begin(String id, Duration timeout);

    /**
     * Adds a message, which is sent when the transaction is committed. When it is not allowed, or too large (see
     * {@link io.parley.api.transaction.Transaction}), the transaction is aborted.
     *
     * @return completes as that of {@link GatewaySession#publish}, once the transaction is committed
     */
    CompletionStage<Receipt> publish(String id, Publication publication);

    /**
     * Adds a transfer that sends nothing, so that it is accepted with the transaction.
     *
     * @param token as of a {@link Publication}
     */
    CompletionStage<Receipt> transfer(String id, int token);

    /**
     * Adds that the client is done with a delivery at least once of its inbox or of a queue; {@link GatewaySession#acknowledge} is to
     * follow when the client has confirmed it, too, and ends the transaction when it comes before. For a delivery that the client has
     * not, it is aborted.
     */
    void acknowledge(String id, long sequence);

    /**
     * Adds that a value of the state of the client's own session is set. For a key that is none, that begins with {@code $}, or that is changed in
     * it already, the transaction is aborted; when the value's version is another one by then, or it is just being changed, the commit is
     * refused with CONFLICT.
     *
     * @param expectedVersion 0 for "no value yet"; empty for what it is when this is committed
     */
    void putState(String id, String key, Payload value, OptionalLong expectedVersion);

    /** Adds that a value of the state of the client's own session is removed; as {@link #putState}. */
    void removeState(String id, String key, OptionalLong expectedVersion);

    /**
     * Adds that a value of the state is set that the members of a group share. It is refused when the client may not send to the group, or its
     * session is no member when this is committed; otherwise as {@link #putState}.
     */
    void putGroupState(String id, String group, String key, Payload value, OptionalLong expectedVersion);

    /** Adds that a value of the state is removed that the members of a group share; as {@link #putGroupState}. */
    void removeGroupState(String id, String group, String key, OptionalLong expectedVersion);

    /**
     * Commits. What the client publishes elsewhere before the stage has completed may come before what this sends.
     *
     * @return completes after those of its parts
     */
    CompletionStage<Void> commit(String id);

    /** Ends it without effect; one that is not open is no error. The stages of its parts fail with what is given. */
    void abort(String id, RefusedException why);
}
