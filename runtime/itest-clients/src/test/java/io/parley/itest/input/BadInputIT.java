package io.parley.itest.input;

import static io.parley.itest.input.RawClient.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input ends that one connection; after each case a load of healthy clients goes through unharmed. */
final class BadInputIT extends InputScenarios {

    private static final int MIB = 1024 * 1024;

    private static final int SUBSCRIPTIONS = 100_000;
    private static final int FILTERS = 100;

    static Stream<Arguments> beforeConnect() {
        return Stream.of(
                Arguments.of("not MQTT", "GET / HTTP/1.1\r\n\r\n".getBytes()),
                Arguments.of("zeros", new byte[64]),
                Arguments.of("reserved packet type 15", bytes(0xf0, 0)),
                Arguments.of("PUBLISH before CONNECT", bytes(0x30, 5, 0, 1, 'a', 'x', 'y')),
                Arguments.of("PINGREQ before CONNECT", bytes(0xc0, 0)),
                Arguments.of("CONNECT with flags", bytes(0x11, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 0)),
                Arguments.of("CONNECT reserved flag", bytes(0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 3, 0, 0, 0, 0)),
                Arguments.of("CONNECT cut short", bytes(0x10, 3, 0, 4, 'M')),
                Arguments.of("CONNECT trailing byte", bytes(0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 0, 1)),
                Arguments.of("endless remaining length", bytes(0x10, 0xff, 0xff, 0xff, 0xff, 0x7f)),
                Arguments.of("CONNECT of 256 MB", bytes(0x10, 0xff, 0xff, 0xff, 0x7f)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beforeConnect")
    void closesWhatDoesNotBeginWell(String what, byte[] input) throws IOException {
        for (Wire wire : Wire.values()) {
            try (RawClient client = server().open(wire)) {
                client.send(input);
                assertArrayEquals(new byte[0], client.readToEnd(), wire::name);
            }
        }
    }

    static Stream<Arguments> afterConnect() {
        return Stream.of(
                Arguments.of("a second CONNECT", RawClient.connect("twice")),
                Arguments.of("PUBLISH with QoS 3", bytes(0x36, 5, 0, 1, 'a', 0, 1)),
                Arguments.of("PUBLISH to a wildcard", bytes(0x30, 3, 0, 1, '#')),
                Arguments.of("PUBLISH with packet id 0", bytes(0x32, 5, 0, 1, 'a', 0, 0)),
                Arguments.of("PUBLISH topic longer than packet", bytes(0x30, 3, 0, 9, 'a')),
                Arguments.of("PUBLISH topic of ill-formed UTF-8", bytes(0x30, 4, 0, 2, 0xc3, 0x28)),
                Arguments.of("PUBLISH topic with U+0000", bytes(0x30, 3, 0, 1, 0)),
                Arguments.of("SUBSCRIBE without flag", bytes(0x80, 6, 0, 1, 0, 1, 'a', 0)),
                Arguments.of("SUBSCRIBE without filter", bytes(0x82, 2, 0, 1)),
                Arguments.of("SUBSCRIBE with QoS 3", bytes(0x82, 6, 0, 1, 0, 1, 'a', 3)),
                Arguments.of("SUBSCRIBE to a#", bytes(0x82, 7, 0, 1, 0, 2, 'a', '#', 0)),
                Arguments.of("UNSUBSCRIBE without filter", bytes(0xa2, 2, 0, 1)),
                Arguments.of("PUBREL without flag", bytes(0x60, 2, 0, 1)),
                Arguments.of("CONNACK from a client", bytes(0x20, 2, 0, 0)),
                Arguments.of("PINGREQ with a body", bytes(0xc0, 1, 0)),
                Arguments.of("PUBLISH of 256 MB", bytes(0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 'a')),
                Arguments.of("PUBLISH topic with a lone surrogate", bytes(0x30, 5, 0, 3, 0xed, 0xa0, 0x80)),
                Arguments.of("PUBLISH topic with # in the middle", bytes(0x30, 5, 0, 3, 'a', '#', 'b')),
                Arguments.of("SUBSCRIBE to a/#/b", bytes(0x82, 10, 0, 1, 0, 5, 'a', '/', '#', '/', 'b', 0)),
                Arguments.of("SUBSCRIBE with packet id 0", bytes(0x82, 6, 0, 0, 0, 1, 'a', 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("afterConnect")
    void closesOnAProtocolError(String what, byte[] input) throws IOException {
        for (Wire wire : Wire.values()) {
            try (RawClient client = server().open(wire).connectedAs("bad-" + what.hashCode())) {
                client.send(input);
                assertArrayEquals(new byte[0], client.readToEnd(), wire::name);
            }
        }
    }

    @Test
    void refusesAnUnknownProtocolLevelWithReturnCode1() throws IOException {
        try (RawClient client = server().open(Wire.TCP)) {
            client.send(bytes(0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 0, 0, 0));
            assertArrayEquals(bytes(0x20, 2, 0, 1), client.readToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    @Execution(ExecutionMode.CONCURRENT)
    void closesAConnectionThatSaysNothing(Wire wire) throws IOException {
        try (RawClient silent = server().open(wire)) {
            assertArrayEquals(new byte[0], silent.readToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    @Execution(ExecutionMode.CONCURRENT)
    void closesAConnectionThatStopsWithinItsFirstPacket(Wire wire) throws IOException {
        try (RawClient slow = server().open(wire)) {
            slow.send(bytes(0x10, 12, 0, 4));
            assertArrayEquals(new byte[0], slow.readToEnd());
        }
    }

    @Test
    void takesAPacketThatWasTruncatedByTheEndOfItsConnection() throws IOException {
        try (RawClient client = server().open(Wire.TCP).connectedAs("truncated")) {
            client.send(bytes(0x30, 100, 0, 1, 'a', 'x'));
        }
    }

    @Test
    void twoClientsOfOneIdTakeOverFromEachOther() throws IOException {
        RawClient last = server().open(Wire.TCP).connectedAs("contested");
        try {
            for (int i = 0; i < 200; i++) {
                RawClient next = server().open(Wire.TCP).connectedAs("contested");
                assertArrayEquals(new byte[0], last.readToEnd());
                last.close();
                last = next;
            }
            last.send(bytes(0xc0, 0));
            assertArrayEquals(bytes(0xd0, 0), last.read(2));
        } finally {
            last.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void answersEachOfAHundredThousandSubscriptions(Wire wire) throws IOException {
        try (RawClient client = server().open(wire).connectedAs("eager")) {
            int granted = 0;
            for (int begin = 0; begin < SUBSCRIPTIONS; begin += FILTERS) {
                client.send(subscribe(begin));
                byte[] suback = client.read(4 + FILTERS);
                assertEquals((byte) 0x90, suback[0]);
                for (int i = 4; i < suback.length; i++) {
                    assertTrue(suback[i] == 0 || suback[i] == (byte) 0x80);
                    granted += suback[i] == 0 ? 1 : 0;
                }
            }
            assertEquals(InputServer.SUBSCRIPTIONS, granted);
        }
    }

    /** A SUBSCRIBE with filters of 8 bytes each. */
    private static byte[] subscribe(int begin) {
        StringBuilder filters = new StringBuilder();
        for (int i = begin; i < begin + FILTERS; i++) {
            filters.append("\0\10e/%06d\0".formatted(i));
        }
        int length = 2 + filters.length();
        byte[] head = bytes(0x82, length & 0x7f | 0x80, length >>> 7, 0, 1);
        return RawClient.join(head, filters.toString().getBytes(US_ASCII));
    }

    @Test
    void aClientThatNeverReadsSlowsOnlyItself() throws IOException {
        List<RawClient> deaf = new ArrayList<>();
        try (RawClient publisher = server().open(Wire.TCP).connectedAs("loud")) {
            for (int i = 0; i < 3; i++) {
                RawClient client = new RawClient(SocketLink.small(server().address(), 4096));
                deaf.add(client);
                client.send(RawClient.connect("deaf-" + i));
                client.read(4);
                client.send(bytes(0x82, 9, 0, 1, 0, 4, 'l', 'o', 'u', 'd', 0));
                client.read(5);
            }
            // 64 MiB are more than all socket buffers between them hold.
            byte[] head = bytes(0x30, 0x86, 0x80, 0x04, 0, 4, 'l', 'o', 'u', 'd');
            byte[] publish = RawClient.join(head, new byte[64 * 1024]);
            for (int sent = 0; sent < 64 * MIB; sent += publish.length) {
                assertTrue(publisher.send(publish), "the publisher stays connected");
            }
            publisher.send(bytes(0xc0, 0));
            assertArrayEquals(bytes(0xd0, 0), publisher.read(2));
            healthyClientsAreServed();
        } finally {
            for (RawClient client : deaf) {
                client.close();
            }
        }
    }
}
