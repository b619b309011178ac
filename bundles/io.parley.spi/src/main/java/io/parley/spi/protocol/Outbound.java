package io.parley.spi.protocol;

import io.parley.api.message.Message;
import java.util.List;
import java.util.Objects;

/** Something to be sent to a client. */
public sealed interface Outbound {

    /**
     * Names the delivery within its session. Deliveries from the inbox count up from 0 and keep their sequence over reconnects
     * and restarts; those from a queue are below 0, count down, and end with the connection. 0 also where nothing comes back
     * ({@link Guarantee#AT_MOST_ONCE}).
     */
    long sequence();

    /**
     * A message.
     *
     * @param retained whether it is marked as a retained value: one that is sent because of a new subscription, or one of a
     *     subscription that keeps the mark as published
     * @param redelivered whether an earlier attempt may have reached the client
     * @param subscriptions the identifiers of the subscriptions that led to it, as far as they have one
     */
    record Deliver(
            Message message,
            long sequence,
            Guarantee guarantee,
            boolean retained,
            boolean redelivered,
            List<Integer> subscriptions)
            implements Outbound {
        public Deliver {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(guarantee, "guarantee");
            subscriptions = List.copyOf(subscriptions);
        }

        /** Of subscriptions without identifiers. */
        public Deliver(Message message, long sequence, Guarantee guarantee, boolean retained, boolean redelivered) {
            this(message, sequence, guarantee, retained, redelivered, List.of());
        }
    }

    /** The server knows that the client has the delivery, durably. Comes again after a reconnect until it is acknowledged. */
    record Release(long sequence) implements Outbound {}
}
