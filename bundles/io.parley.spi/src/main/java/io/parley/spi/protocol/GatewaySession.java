package io.parley.spi.protocol;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.session.Capabilities;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One client's hold on its session. Calls come from the connection's lane; nothing blocks. Stages complete on any thread, and
 * fail with a {@link io.parley.api.message.RefusedException}, and then nothing changed.
 */
@ProviderType
public interface GatewaySession {

    /** The session's id, which is the client id unless that was empty. */
    String id();

    /** Whether the session was there before, with its inbox and subscriptions. */
    boolean resumed();

    /**
     * Names this session for {@link ConnectRequest#resume}: a later one of the same id is another. It is no secret, since a client that shows it
     * authenticates as any other.
     */
    String resumeToken();

    /** Who the client is. */
    String principal();

    /** What the client and Parley have agreed on, for as long as the client holds the session. */
    Capabilities.Agreement capabilities();

    /** What the authenticator says to the client at the end of an authentication in several steps. */
    Optional<Payload> authenticationData();

    /**
     * The client authenticates anew, for the rest of its hold.
     *
     * @return completes with what the authenticator says at the end; fails with NOT_ALLOWED when the client is refused, or is
     *     another principal now: the protocol then ends the connection
     */
    CompletionStage<Optional<Payload>> reauthenticate(Credentials credentials, Challenger challenger);

    /** Begins deliveries; call it once the client was told that it is connected. */
    void start();

    /** Another instance of the protocol has taken the connection over; unacknowledged deliveries are not sent again. */
    void reattach(Downstream downstream);

    /**
     * Accepts a message. Messages of one session are accepted in the order of these calls.
     *
     * @return completes when it is stored with every durable entry that it leads to, or, where nothing durable takes it, has
     *     been handed over; often complete on return. For a token that was not yet released: DUPLICATE, and nothing happens
     */
    CompletionStage<Receipt> publish(Publication publication);

    /** The client knows that its transfer was stored; the token is free again. An unknown token is no error. */
    CompletionStage<Void> release(int token);

    /** What the client sends and acknowledges together. */
    GatewayTransactions transactions();

    /** Adds or replaces subscriptions; results in the order of the requests. Retained messages follow by delivery. */
    CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> requests);

    /** Ends subscriptions; completes, when durable, with whether each one was there. */
    CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets);

    /**
     * The client has a delivery that is guaranteed exactly once. When that is durable, a {@link Outbound.Release} for it goes
     * out; the message itself never again.
     */
    void received(long sequence);

    /** The client is done with a delivery. An unknown sequence is no error. */
    void acknowledge(long sequence);

    /**
     * The client can never be given a delivery, since it is larger than the client takes, say. What comes from a queue becomes a dead letter there;
     * anything else is done with. An unknown sequence is no error.
     */
    default void reject(long sequence) {
        acknowledge(sequence);
    }

    /** Whether the connection can take more just now; while not, deliveries wait, and those at most once may be dropped. */
    void writable(boolean writable);

    /**
     * Sets how long the session outlives the connection, from 0 s on. Completes when that is durable; {@link #leave} may be
     * called before.
     */
    CompletionStage<Void> expireAfter(Duration expiry);

    /**
     * The connection has ended, or is about to.
     *
     * @param farewell whether the client left in order: then its will is dropped, otherwise published after its delay
     * @return completes when the session is detached or closed
     */
    CompletionStage<Void> leave(boolean farewell);
}
