package io.parley.engine;

import io.parley.api.message.Message;

/**
 * What decides about a message's turn besides the order in which messages came, where that is not as with most.
 *
 * @param priority 0 (lowest) to 9
 * @param orderingKey null for none
 */
public record Precedence(int priority, String orderingKey) {

    /** Null for most messages, which have neither another priority than the default one nor an ordering key. */
    static Precedence of(Message message) {
        String key = message.orderingKey().orElse(null);
        return key == null && message.priority() == Message.DEFAULT_PRIORITY
                ? null
                : new Precedence(message.priority(), key);
    }
}
