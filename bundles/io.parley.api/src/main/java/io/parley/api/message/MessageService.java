package io.parley.api.message;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends messages and consumes queues and inboxes. An OSGi service; safe for all threads; no method blocks.
 */
@ProviderType
public interface MessageService {

    /**
     * Sends a message to its address: {@code queue:}, {@code session:}, {@code topic:} or {@code route:}.
     *
     * @return completes when the message is as durable as its address is configured to be (by default: synced to disk);
     *     fails with a {@link RefusedException}, and then the message was not stored
     */
    CompletionStage<Receipt> send(Message message);

    /**
     * Cancels a message that was sent with a delivery time and waits for it.
     *
     * @param address to which it was sent
     * @param id the message's
     * @return true when it is durable that the message will not be delivered; false when none of that id waits for its time there
     */
    CompletionStage<Boolean> cancel(Address address, UUID id);

    /**
     * Consumes a queue, competing with its other consumers, or the inbox of a session that is not connected. Demand is
     * credit: a subscriber holds at most as many unfinished deliveries as it requested and has not yet finished.
     * Cancelling gives unfinished deliveries back. For one subscriber; subscribe again by calling this method again.
     *
     * <p>A consumer of a queue that has a filter gets what matches alone, in the order of turns; what does not match stays for others.
     * Others that have credit get what comes before it is tested. Of messages with one ordering key that wait, the first is the only one
     * to be had: one that does not match keeps those behind it from this consumer until somebody else has taken it. While the filter is
     * absent the consumer gets nothing.
     *
     * @param address {@code queue:} or {@code session:}
     * @return fails with a {@link RefusedException}: INVALID for a filter that is wrong, whose message names the position and what was
     *     expected there; UNAVAILABLE when there is no filter for the language
     * @throws RefusedException INVALID for another address, or a filter for one that is no queue
     */
    Flow.Publisher<Delivery> consume(Address address, ConsumeOptions options);

    /**
     * A message whose payload is the value, written by the serializer for that content type.
     *
     * @param contentType for example {@code application/json}
     * @return waits while the serializer is absent, up to a limit; fails with a {@link RefusedException} when the value
     *     cannot be written
     */
    CompletionStage<Message> encode(Address address, String contentType, Object value);

    /**
     * The message's payload as a value, read by the serializer for its content type.
     *
     * @return waits while the serializer is absent, up to a limit; fails with a {@link RefusedException} when the
     *     payload cannot be read as that type
     */
    <T> CompletionStage<T> decode(Message message, Class<T> type);
}
