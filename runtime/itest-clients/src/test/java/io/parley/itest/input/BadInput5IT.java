package io.parley.itest.input;

import static io.parley.itest.input.RawClient.bytes;
import static io.parley.itest.input.RawClient.connect5;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In MQTT 5.0, over whatever wire, bad input ends that one connection with the reason code that the specification has for it. */
final class BadInput5IT extends InputScenarios {

    private static final int MALFORMED = 0x81;
    private static final int PROTOCOL_ERROR = 0x82;
    private static final int TOPIC_FILTER_INVALID = 0x8f;
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int TOPIC_ALIAS_INVALID = 0x94;
    private static final int PACKET_TOO_LARGE = 0x95;

    static Stream<Arguments> connects() {
        return Stream.of(
                Arguments.of("reserved flag", connect(0x03, 0, 0, 0, 0, 1, 'x'), MALFORMED),
                Arguments.of("will QoS 3", connect(0x1e, 0, 0, 0, 0, 1, 'x'), MALFORMED),
                Arguments.of("retained will without a will", connect(0x22, 0, 0, 0, 0, 1, 'x'), MALFORMED),
                Arguments.of("properties longer than the packet", connect(0x02, 0, 0, 9, 0, 1, 'x'), MALFORMED),
                Arguments.of("an unknown property", connect(0x02, 0, 0, 2, 0x7f, 0, 0, 1, 'x'), MALFORMED),
                Arguments.of("receive maximum 0", connect(0x02, 0, 0, 3, 0x21, 0, 0, 0, 1, 'x'), PROTOCOL_ERROR),
                Arguments.of(
                        "session expiry twice",
                        connect(0x02, 0, 0, 10, 0x11, 0, 0, 0, 1, 0x11, 0, 0, 0, 1, 0, 1, 'x'),
                        PROTOCOL_ERROR),
                Arguments.of(
                        "authentication data without a method",
                        connect(0x02, 0, 0, 4, 0x16, 0, 1, 'a', 0, 1, 'x'),
                        PROTOCOL_ERROR),
                Arguments.of("client id with U+0000", connect(0x02, 0, 0, 0, 0, 1, 0), MALFORMED),
                Arguments.of("a byte too many", connect(0x02, 0, 0, 0, 0, 1, 'x', 0), MALFORMED));
    }

    /** A CONNECT with these flags and what follows them. */
    private static byte[] connect(int flags, int... rest) {
        byte[] head = bytes(0x10, 8 + rest.length, 0, 4, 'M', 'Q', 'T', 'T', 5, flags);
        return RawClient.join(head, bytes(rest));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("connects")
    void refusesTheConnect(String what, byte[] input, int reason) throws IOException {
        for (Wire wire : Wire.values()) {
            try (RawClient client = server().open(wire)) {
                client.send(input);
                byte[] connack = client.readPacket();
                assertEquals(0x20, connack[0], wire::name);
                assertEquals(0, connack[2], () -> "no session over " + wire);
                assertEquals(Integer.toHexString(reason), Integer.toHexString(connack[3] & 0xff), wire::name);
                assertArrayEquals(new byte[0], client.readToEnd(), wire::name);
            }
        }
    }

    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of("a second CONNECT", connect5("twice"), PROTOCOL_ERROR),
                Arguments.of("reserved packet type 0", bytes(0, 0), MALFORMED),
                Arguments.of("PUBLISH with QoS 3", bytes(0x36, 6, 0, 1, 'a', 0, 1, 0), MALFORMED),
                Arguments.of("PUBLISH of QoS 0 with DUP", bytes(0x38, 4, 0, 1, 'a', 0), MALFORMED),
                Arguments.of("PUBLISH to a wildcard", bytes(0x30, 4, 0, 1, '#', 0), TOPIC_NAME_INVALID),
                Arguments.of(
                        "PUBLISH with # in the middle", bytes(0x30, 6, 0, 3, 'a', '#', 'b', 0), TOPIC_NAME_INVALID),
                Arguments.of("PUBLISH with packet id 0", bytes(0x32, 6, 0, 1, 'a', 0, 0, 0), PROTOCOL_ERROR),
                Arguments.of("PUBLISH topic longer than packet", bytes(0x30, 3, 0, 9, 'a'), MALFORMED),
                Arguments.of("PUBLISH topic of ill-formed UTF-8", bytes(0x30, 5, 0, 2, 0xc3, 0x28, 0), MALFORMED),
                Arguments.of("PUBLISH topic with U+0000", bytes(0x30, 4, 0, 1, 0, 0), MALFORMED),
                Arguments.of(
                        "PUBLISH topic with a lone surrogate", bytes(0x30, 6, 0, 3, 0xed, 0xa0, 0x80, 0), MALFORMED),
                Arguments.of("PUBLISH without topic or alias", bytes(0x30, 3, 0, 0, 0), PROTOCOL_ERROR),
                Arguments.of("PUBLISH with alias 0", bytes(0x30, 7, 0, 1, 'a', 3, 0x23, 0, 0), TOPIC_ALIAS_INVALID),
                Arguments.of(
                        "PUBLISH with an alias above the maximum",
                        bytes(0x30, 7, 0, 1, 'a', 3, 0x23, 0xff, 0xff),
                        TOPIC_ALIAS_INVALID),
                Arguments.of(
                        "PUBLISH with an alias that stands for nothing",
                        bytes(0x30, 6, 0, 0, 3, 0x23, 0, 1),
                        PROTOCOL_ERROR),
                Arguments.of(
                        "PUBLISH with a subscription identifier",
                        bytes(0x30, 6, 0, 1, 'a', 2, 0x0b, 1),
                        PROTOCOL_ERROR),
                Arguments.of(
                        "PUBLISH with a response topic with wildcards",
                        bytes(0x30, 8, 0, 1, 'a', 4, 0x08, 0, 1, '+'),
                        PROTOCOL_ERROR),
                Arguments.of("PUBLISH with payload format 2", bytes(0x30, 6, 0, 1, 'a', 2, 0x01, 2), PROTOCOL_ERROR),
                Arguments.of("PUBLISH of 256 MB", bytes(0x30, 0xff, 0xff, 0xff, 0x7f), PACKET_TOO_LARGE),
                Arguments.of("an endless remaining length", bytes(0x30, 0xff, 0xff, 0xff, 0xff), MALFORMED),
                Arguments.of("SUBSCRIBE without flag", bytes(0x80, 7, 0, 1, 0, 0, 1, 'a', 0), MALFORMED),
                Arguments.of("SUBSCRIBE without filter", bytes(0x82, 3, 0, 1, 0), PROTOCOL_ERROR),
                Arguments.of("SUBSCRIBE with packet id 0", bytes(0x82, 7, 0, 0, 0, 0, 1, 'a', 0), PROTOCOL_ERROR),
                Arguments.of("SUBSCRIBE with QoS 3", bytes(0x82, 7, 0, 1, 0, 0, 1, 'a', 3), PROTOCOL_ERROR),
                Arguments.of("SUBSCRIBE with reserved options", bytes(0x82, 7, 0, 1, 0, 0, 1, 'a', 0x40), MALFORMED),
                Arguments.of(
                        "SUBSCRIBE with retain handling 3", bytes(0x82, 7, 0, 1, 0, 0, 1, 'a', 0x30), PROTOCOL_ERROR),
                Arguments.of("SUBSCRIBE to a#", bytes(0x82, 8, 0, 1, 0, 0, 2, 'a', '#', 0), TOPIC_FILTER_INVALID),
                Arguments.of(
                        "SUBSCRIBE with identifier 0", bytes(0x82, 9, 0, 1, 2, 0x0b, 0, 0, 1, 'a', 0), PROTOCOL_ERROR),
                Arguments.of(
                        "shared SUBSCRIBE with no local",
                        bytes(0x82, 16, 0, 1, 0, 0, 10, '$', 's', 'h', 'a', 'r', 'e', '/', 'g', '/', 'a', 4),
                        PROTOCOL_ERROR),
                Arguments.of("UNSUBSCRIBE without filter", bytes(0xa2, 3, 0, 1, 0), PROTOCOL_ERROR),
                Arguments.of("PUBREL without flag", bytes(0x60, 2, 0, 1), MALFORMED),
                Arguments.of("PUBACK with a reason that it cannot have", bytes(0x40, 3, 0, 1, 0x8e), PROTOCOL_ERROR),
                Arguments.of("CONNACK from a client", bytes(0x20, 3, 0, 0, 0), PROTOCOL_ERROR),
                Arguments.of("PINGREQ with a body", bytes(0xc0, 1, 0), MALFORMED),
                Arguments.of("AUTH without a method", bytes(0xf0, 0), PROTOCOL_ERROR),
                Arguments.of(
                        "DISCONNECT that extends a session without one",
                        bytes(0xe0, 7, 0, 5, 0x11, 0, 0, 0, 9),
                        PROTOCOL_ERROR));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packets")
    void namesTheErrorAndCloses(String what, byte[] input, int reason) throws IOException {
        for (Wire wire : Wire.values()) {
            try (RawClient client = server().open(wire).connectedWith5As("bad-" + what.hashCode())) {
                client.send(input);
                byte[] disconnect = client.readPacket();
                assertEquals((byte) 0xe0, disconnect[0], wire::name);
                assertEquals(Integer.toHexString(reason), Integer.toHexString(disconnect[2] & 0xff), wire::name);
                assertArrayEquals(new byte[0], client.readToEnd(), wire::name);
            }
        }
    }
}
