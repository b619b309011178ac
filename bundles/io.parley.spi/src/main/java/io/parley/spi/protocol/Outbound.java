package io.parley.spi.protocol;

import io.parley.api.message.Message;
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
     * @param retained whether it is a topic's retained value, sent because of a new subscription
     * @param redelivered whether an earlier attempt may have reached the client
     */
    record Deliver(Message message, long sequence, Guarantee guarantee, boolean retained, boolean redelivered)
            implements Outbound {
        public Deliver {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(guarantee, "guarantee");
        }
    }

    /** The server knows that the client has the delivery, durably. Comes again after a reconnect until it is acknowledged. */
    record Release(long sequence) implements Outbound {}
}
