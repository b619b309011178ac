package io.parley.protocol.mqtt.internal.codec;

import java.util.EnumSet;
import java.util.Set;

/** Which reason codes a client may send in which packet (sections 3.4 to 3.7, 3.14 and 3.15). */
final class ClientCodes {

    private static final Set<ReasonCode> RECEIVED = EnumSet.of(
            ReasonCode.SUCCESS,
            ReasonCode.NO_MATCHING_SUBSCRIBERS,
            ReasonCode.UNSPECIFIED_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.PACKET_IDENTIFIER_IN_USE,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.PAYLOAD_FORMAT_INVALID);

    private static final Set<ReasonCode> RELEASED =
            EnumSet.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);

    private static final Set<ReasonCode> GONE = EnumSet.of(
            ReasonCode.SUCCESS,
            ReasonCode.DISCONNECT_WITH_WILL,
            ReasonCode.UNSPECIFIED_ERROR,
            ReasonCode.MALFORMED_PACKET,
            ReasonCode.PROTOCOL_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
            ReasonCode.TOPIC_ALIAS_INVALID,
            ReasonCode.PACKET_TOO_LARGE,
            ReasonCode.MESSAGE_RATE_TOO_HIGH,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.ADMINISTRATIVE_ACTION,
            ReasonCode.PAYLOAD_FORMAT_INVALID);

    private static final Set<ReasonCode> AUTHENTICATION =
            EnumSet.of(ReasonCode.SUCCESS, ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.REAUTHENTICATE);

    private ClientCodes() {}

    /** The code of that byte; null where it has no place in that packet. */
    static ReasonCode of(PacketType packet, int value) {
        ReasonCode code = ReasonCode.of(value);
        Set<ReasonCode> allowed = switch (packet) {
            case PUBACK, PUBREC -> RECEIVED;
            case PUBREL, PUBCOMP -> RELEASED;
            case DISCONNECT -> GONE;
            default -> AUTHENTICATION;
        };
        return code != null && allowed.contains(code) ? code : null;
    }

    /** The statement that names the codes of that packet. */
    static String rule(PacketType packet) {
        return switch (packet) {
            case PUBACK -> "MQTT-3.4.2-1";
            case PUBREC -> "MQTT-3.5.2-1";
            case PUBREL -> "MQTT-3.6.2-1";
            case PUBCOMP -> "MQTT-3.7.2-1";
            case DISCONNECT -> "MQTT-3.14.2-1";
            default -> "MQTT-3.15.2-1";
        };
    }
}
