package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Guarantee;

/**
 * What a listener lets clients do. A client of MQTT 5 is told in CONNACK.
 *
 * @param filters the most topic filters in one packet
 * @param maximumQos of messages, both ways
 * @param retain whether messages may become retained values
 * @param wildcards whether topic filters may contain wildcards
 * @param identifiers whether subscriptions may have identifiers
 * @param shared whether there are shared subscriptions
 * @param topicAliases the most topic aliases of one client; 0 for none
 * @param checkFormat whether a payload that says it is UTF-8 has to be
 */
public record Features(
        int filters,
        Guarantee maximumQos,
        boolean retain,
        boolean wildcards,
        boolean identifiers,
        boolean shared,
        int topicAliases,
        boolean checkFormat) {}
