package io.parley.api.message;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One attempt to hand one message to one consumer. Until it is acknowledged, given back or its lease ends, no other
 * consumer gets the message.
 *
 * <p>To a consumer that takes messages {@link ConsumeOptions#takingAtMostOnce at most once} it comes when it is done with already.
 *
 * <p>All methods may be called from any thread and never block. A stage that fails does so with a
 * {@link RefusedException}; after {@link RefusedException.Reason#NOT_OWNED} the message may be with another consumer.
 */
@ProviderType
public interface Delivery {

    /** No lease and no delay of a delivery is longer. */
    Duration LONGEST = Duration.ofDays(3_650);

    Message message();

    /** 1 for the first attempt. */
    int attempt();

    /** Whether an earlier attempt may have reached a consumer. */
    default boolean redelivered() {
        return attempt() > 1;
    }

    /** When this consumer's ownership ends; {@link Instant#MAX} where it lasts as long as the consumer. */
    Instant leaseUntil();

    /** Done with the message. Completes when that is durable: the message is not delivered again. */
    CompletionStage<Void> ack();

    /**
     * Gives the message back, to be delivered again.
     *
     * @param delay how long it is kept back at the least, up to {@link #LONGEST}; zero for none
     */
    CompletionStage<Void> nack(Duration delay);

    /**
     * Makes the lease end later.
     *
     * @param from now on, above zero, up to {@link #LONGEST}
     */
    CompletionStage<Void> extend(Duration from);
}
