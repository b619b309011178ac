package io.parley.protocol.mqtt.internal.codec;

/**
 * Statements that all versions make, by each version's name for them.
 *
 * @param utf8 strings are well-formed
 * @param nul strings are without U+0000
 * @param packetId packet ids are not 0
 * @param length fields end where their packet ends
 * @param hash {@code #} is the whole last level
 * @param plus {@code +} is a whole level
 * @param filters there is at least one topic filter to subscribe to
 */
record Rules(String utf8, String nul, String packetId, String length, String hash, String plus, String filters) {

    static final Rules V3_1_1 = new Rules(
            "MQTT-1.5.3-1",
            "MQTT-1.5.3-2",
            "MQTT-2.3.1-1",
            "MQTT-4.8.0-1",
            "MQTT-4.7.1-2",
            "MQTT-4.7.1-3",
            "MQTT-3.8.3-3");

    static final Rules V5 = new Rules(
            "MQTT-1.5.4-1",
            "MQTT-1.5.4-2",
            "MQTT-2.2.1-3",
            "MQTT-4.13.1-1",
            "MQTT-4.7.1-1",
            "MQTT-4.7.1-2",
            "MQTT-3.8.3-2");
}
