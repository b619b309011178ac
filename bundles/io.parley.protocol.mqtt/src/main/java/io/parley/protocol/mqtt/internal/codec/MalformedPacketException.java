package io.parley.protocol.mqtt.internal.codec;

/** Bytes, or an order of packets, that the specification forbids. The connection ends. */
public final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final ReasonCode code;

    /**
     * A packet that cannot be read: {@link ReasonCode#MALFORMED_PACKET}.
     *
     * @param packet where it happened
     * @param what what is wrong, for people
     * @param rule the normative statement, for example {@code MQTT-2.3.1-1}, or a section
     */
    public MalformedPacketException(PacketType packet, String what, String rule) {
        this(packet, what, rule, ReasonCode.MALFORMED_PACKET);
    }

    /** @param code what the client is told, where its version can be told something */
    public MalformedPacketException(PacketType packet, String what, String rule, ReasonCode code) {
        super(packet + ": " + what + " [" + rule + "]", null, false, false);
        this.rule = rule;
        this.code = code;
    }

    /** An order or a content that the protocol does not know: {@link ReasonCode#PROTOCOL_ERROR}. */
    public static MalformedPacketException protocolError(PacketType packet, String what, String rule) {
        return new MalformedPacketException(packet, what, rule, ReasonCode.PROTOCOL_ERROR);
    }

    /** The normative statement that was broken. */
    public String rule() {
        return rule;
    }

    /** What the client is told. */
    public ReasonCode code() {
        return code;
    }
}
