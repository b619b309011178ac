package io.parley.engine.contract;

import io.parley.api.message.Address;
import io.parley.spi.protocol.Guarantee;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What sessions listen to. An OSGi service of the event bundle; safe for all threads; stages complete on any thread. */
@ProviderType
public interface Subscriptions {

    /**
     * Adds or replaces a session's subscription, and then delivers the retained values that match a topic pattern.
     *
     * @param durable whether session and subscription outlive the process
     * @param address {@code topic:} with a pattern, or {@code queue:}
     * @return completes once it is durable and every later message is matched against it; fails with a
     *     {@link io.parley.api.message.RefusedException}
     */
    CompletionStage<Void> subscribe(String session, boolean durable, Address address, Guarantee maximum);

    /** Ends a session's subscription; completes, when durable, with whether it was there. */
    CompletionStage<Boolean> unsubscribe(String session, boolean durable, Address address);

    /** What the session listens to just now. */
    CompletionStage<Map<Address, Guarantee>> of(String session);

    /** How many subscriptions there are. */
    long count();
}
