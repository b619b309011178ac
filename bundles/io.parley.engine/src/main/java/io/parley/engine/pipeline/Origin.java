package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.spi.protocol.Guarantee;
import java.util.Objects;

/**
 * Who sends a message, and how.
 *
 * @param principal for interceptors
 * @param sender names who sends: messages of one sender keep their order while interceptors decide about them, and what needs
 *     no journal does not overtake what is on its way there
 * @param guarantee the strongest that deliveries of the message have
 * @param retain whether it becomes its topic's retained value
 */
public record Origin(String principal, String sender, Guarantee guarantee, boolean retain) {

    /** In-process callers: delivered at least once. */
    public static final Origin IN_PROCESS = new Origin("parley", "", Guarantee.AT_LEAST_ONCE, false);

    public Origin {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(guarantee, "guarantee");
    }

    /** What a sender sends keeps its order, wherever to; where it is not known who sends, the order is that of the address. */
    String order(Message message) {
        return sender.isEmpty() ? message.address().name() : sender;
    }
}
