package io.parley.engine.contract;

import io.parley.api.message.Address;
import io.parley.engine.Batch;
import io.parley.spi.protocol.Guarantee;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** What sessions listen to. An OSGi service of the event bundle; safe for all threads; stages complete on any thread. */
@ProviderType
public interface Subscriptions {

    /**
     * Adds or replaces a session's subscription, and then delivers the retained values that match a topic pattern.
     *
     * @param durable whether session and subscription outlive the process
     * @param address {@code topic:} with a pattern, or {@code queue:}
     * @param more adds what else must hold; on the session's shard
     * @return completes once it is durable and every later message is matched against it; fails with a
     *     {@link io.parley.api.message.RefusedException}
     */
    CompletionStage<Void> subscribe(
            String session, boolean durable, Address address, Guarantee maximum, Consumer<Batch> more);

    /** As {@link #subscribe(String, boolean, Address, Guarantee, Consumer)}, whoever holds the session. */
    default CompletionStage<Void> subscribe(String session, boolean durable, Address address, Guarantee maximum) {
        return subscribe(session, durable, address, maximum, batch -> {});
    }

    /**
     * Ends a session's subscription; completes, when durable, with whether it was there.
     *
     * @param more adds what else must hold; on the session's shard
     */
    CompletionStage<Boolean> unsubscribe(String session, boolean durable, Address address, Consumer<Batch> more);

    /** As {@link #unsubscribe(String, boolean, Address, Consumer)}, whoever holds the session. */
    default CompletionStage<Boolean> unsubscribe(String session, boolean durable, Address address) {
        return unsubscribe(session, durable, address, batch -> {});
    }

    /** What the session listens to just now. */
    CompletionStage<Map<Address, Guarantee>> of(String session);

    /** How many subscriptions there are. */
    long count();
}
