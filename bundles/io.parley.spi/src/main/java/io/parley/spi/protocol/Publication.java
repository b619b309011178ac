package io.parley.spi.protocol;

import io.parley.api.message.Message;
import java.util.Objects;

/**
 * A message from a client.
 *
 * @param message its address says where it goes
 * @param guarantee how surely
 * @param retain whether it becomes its topic's retained value
 * @param token for {@link Guarantee#EXACTLY_ONCE}: names the transfer until it is released (an MQTT packet id); 0 otherwise
 */
public record Publication(Message message, Guarantee guarantee, boolean retain, int token) {
    public Publication {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(guarantee, "guarantee");
    }
}
