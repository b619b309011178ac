package io.parley.engine.contract;

import io.parley.engine.Batch;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** What sessions listen to. An OSGi service of the event bundle; safe for all threads; stages complete on any thread. */
@ProviderType
public interface Subscriptions {

    /**
     * Adds or replaces a session's subscription, and then delivers the retained values that match a topic pattern, as its options
     * say. One that is shared by a group gives the session a share of the group's queues ({@link Shares}).
     *
     * @param durable whether session and subscription outlive the process
     * @param more adds what else must hold; on the session's shard
     * @return completes once it is durable and every later message is matched against it; fails with a
     *     {@link io.parley.api.message.RefusedException}
     */
    CompletionStage<Void> subscribe(String session, boolean durable, SubscriptionRequest request, Consumer<Batch> more);

    /** As {@link #subscribe(String, boolean, SubscriptionRequest, Consumer)}, whoever holds the session. */
    default CompletionStage<Void> subscribe(String session, boolean durable, SubscriptionRequest request) {
        return subscribe(session, durable, request, batch -> {});
    }

    /**
     * Ends a session's subscription; completes, when durable, with whether it was there.
     *
     * @param more adds what else must hold; on the session's shard
     */
    CompletionStage<Boolean> unsubscribe(
            String session, boolean durable, SubscriptionTarget target, Consumer<Batch> more);

    /** As {@link #unsubscribe(String, boolean, SubscriptionTarget, Consumer)}, whoever holds the session. */
    default CompletionStage<Boolean> unsubscribe(String session, boolean durable, SubscriptionTarget target) {
        return unsubscribe(session, durable, target, batch -> {});
    }

    /** What the session listens to just now, in no particular order. */
    CompletionStage<List<SubscriptionRequest>> of(String session);

    /** How many subscriptions there are. */
    long count();
}
