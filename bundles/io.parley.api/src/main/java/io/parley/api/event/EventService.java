package io.parley.api.event;

import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** Publishes and reads events: messages on topics. An OSGi service; safe for all threads; no method blocks. */
@ProviderType
public interface EventService {

    /**
     * Publishes a message to its {@code topic:} address.
     *
     * @param retain whether it becomes the topic's retained value; with an empty payload it removes that value
     * @return as {@link io.parley.api.message.MessageService#send}
     */
    CompletionStage<Receipt> publish(Message message, boolean retain);

    /**
     * Reads the events of all topics that match, first those kept from {@code start} on, then new ones as they come,
     * each once and in order of position, as fast as demand allows. Topics without configured history give new events
     * only; an event for which a subscriber without history has no demand is dropped once its buffer is full, and counted. While
     * the subscription's filter is absent, also at the beginning, its events wait, as they do without demand.
     *
     * @return fails with a {@link io.parley.api.message.RefusedException}: INVALID for a pattern or a filter that is wrong, where the latter's
     *     message names the position and what was expected there, at once or when the filter has come
     */
    Flow.Publisher<Event> subscribe(Subscription subscription);

    /**
     * Keeps the place of a durable subscription: after a restart it goes on behind that event.
     *
     * @return completes when durable
     */
    CompletionStage<Void> acknowledge(String subscriptionName, Cursor cursor);

    /** Forgets a durable subscription and its cursor. Completes when durable; an unknown name is no error. */
    CompletionStage<Void> unsubscribe(String subscriptionName);
}
