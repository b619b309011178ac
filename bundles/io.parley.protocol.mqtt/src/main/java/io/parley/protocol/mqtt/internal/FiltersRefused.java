package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.Refusal;

/**
 * Why nothing of a SUBSCRIBE or UNSUBSCRIBE was done, of which the session was not even asked.
 *
 * @param filters how many topic filters there were
 */
record FiltersRefused(int filters, Refusal why) {}
