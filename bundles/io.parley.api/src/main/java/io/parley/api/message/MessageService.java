package io.parley.api.message;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends messages and consumes queues and inboxes. An OSGi service; safe for all threads; no method blocks.
 *
 * <p>Consumers, and what hangs on the stages, are called on threads for such code, and may wait there, also for another stage of this
 * service. Some dozens can wait at a time; whoever waits much should do so on threads of its own. A stage may be complete when it is
 * returned, as it mostly is where nothing goes to disk; what is hung on it then runs at once on the caller's own thread.
 */
@ProviderType
public interface MessageService {

    /** The most messages that are sent together. */
    int MOST_TOGETHER = 10_000;

    /** The most payload of messages that are sent together, in bytes. */
    long MOST_BYTES_TOGETHER = 32L << 20;

    /** The longest that a request may wait for its reply. */
    Duration LONGEST_REQUEST = Duration.ofHours(1);

    /**
     * Sends a message to its address: {@code queue:}, {@code session:}, {@code topic:} or {@code route:}.
     *
     * @return completes when the message is as durable as its address is configured to be (by default: synced to disk);
     *     fails with a {@link RefusedException}, and then the message was not stored
     */
    CompletionStage<Receipt> send(Message message);

    /**
     * Sends many messages in one commit, which costs little more than that of one of them. They keep their order; what is sent elsewhere
     * before the stage has completed may come before them. A message whose id was sent before is a duplicate, and that is no refusal. For
     * what belongs together with acknowledgements or sessions' state there are transactions ({@code TransactionService}).
     *
     * @param messages at most {@link #MOST_TOGETHER}, with at most {@link #MOST_BYTES_TOGETHER} of payload
     * @param atomicity what a refusal of one means for the others
     * @return one result for each message, in their order, when those that are accepted are as durable as {@link #send} has it. Fails with
     *     a {@link RefusedException}, and then none was sent: with LIMIT for too many, with what the store says when it cannot commit, and
     *     with {@link Atomicity#ALL_OR_NONE} as the first that is refused, naming its place, id and address
     */
    CompletionStage<List<SendResult>> sendAll(List<Message> messages, Atomicity atomicity);

    /**
     * Sends a message whose payload may be larger than memory. What the publisher gives goes to disk while it comes, and is asked for no faster
     * than that; nobody sees anything of it before its end. Then it is one message, which the queue has as it has any other: its payload
     * is {@link Payload#streamed} unless it is small. When the publisher fails, the stage's future is cancelled, nothing comes for a while
     * ({@code io.parley.messaging: stream.idle.seconds}), or the process ends, nothing is left of it. A file or stream is published by
     * {@code java.net.http.HttpRequest.BodyPublishers}.
     *
     * @param envelope all of the message but the payload, to a {@code queue:} that is durable, or a route that leads to such; without a
     *     delivery time
     * @param content the payload, up to {@code stream.max.mib}. What is in a buffer must not change once it was given
     * @return as {@link #send}; fails with a {@link RefusedException}, and then the message was not stored: also with INVALID for what the
     *     publisher failed with, and for another address; LIMIT for too many bytes, too many streams at a time, or when nothing comes
     */
    CompletionStage<Receipt> sendStream(Message envelope, Flow.Publisher<ByteBuffer> content);

    /**
     * Sends a request and waits for its reply. The request gets as its reply-to an address that is there for it alone and goes with it, a
     * correlation id unless it has one, and, unless it expires anyway, an expiry when the time is over. Whoever answers sends
     * {@link Message#reply} to it, in this process or, by response topic and correlation data, from an MQTT 5 client.
     *
     * <p>The first reply counts. One that comes when nobody waits any more, and one with another correlation id, are counted and
     * dropped; their senders learn that nobody hears them ({@link Receipt.Outcome#UNHEARD}). Replies are not kept: a restart ends all
     * requests. Whoever cancels the stage's future does not wait any more.
     *
     * @param timeout from 1 ms to {@link #LONGEST_REQUEST}
     * @return the reply; fails with a {@link java.util.concurrent.TimeoutException} when there is none in time, which does not mean that
     *     the request was not acted upon; and with a {@link RefusedException} as {@link #send}, with NOT_FOUND when nobody is there to hear
     *     the request, with LIMIT when too many wait for replies already, with INVALID for a request that has a reply-to
     */
    CompletionStage<Message> request(Message request, Duration timeout);

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
     * absent, also at the beginning, the consumer gets nothing.
     *
     * <p>A consumer that {@link ConsumeOptions#takingAtMostOnce takes messages at most once} has nothing to finish: its demand is used up by what
     * it gets.
     *
     * @param address {@code queue:} or {@code session:}
     * @return fails with a {@link RefusedException}: INVALID for a filter that is wrong, whose message names the position and what was
     *     expected there, at once or when the filter has come; LIMIT for a second consumer of an exclusive queue
     * @throws RefusedException INVALID for another address, or a filter or taking at most once for one that is no queue
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
