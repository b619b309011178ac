package io.parley.event.internal.topic;

import io.parley.api.message.Address;
import io.parley.api.message.Message;

/** Messages as a topic's listeners see them. */
public final class TopicMessages {

    private TopicMessages() {}

    /** The message with the topic's address; a route may have brought it there. */
    public static Message addressed(Message message, String topic) {
        return message.address().kind() == Address.Kind.TOPIC
                        && message.address().name().equals(topic)
                ? message
                : message.with().address(Address.topic(topic)).build();
    }

    public static boolean expired(Message message, long now) {
        return message.expiresAtMillis() != 0 && message.expiresAtMillis() <= now;
    }
}
