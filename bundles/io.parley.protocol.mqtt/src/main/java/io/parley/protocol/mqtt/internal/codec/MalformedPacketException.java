package io.parley.protocol.mqtt.internal.codec;

/** Bytes, or an order of packets, that the specification forbids. The connection ends. */
public final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * @param packet where it happened
     * @param what what is wrong, for people
     * @param rule the normative statement, for example {@code MQTT-2.3.1-1}, or a section
     */
    public MalformedPacketException(PacketType packet, String what, String rule) {
        super(packet + ": " + what + " [" + rule + "]", null, false, false);
        this.rule = rule;
    }

    /** The normative statement that was broken. */
    public String rule() {
        return rule;
    }
}
