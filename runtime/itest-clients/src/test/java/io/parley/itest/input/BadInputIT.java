package io.parley.itest.input;

import static io.parley.itest.input.RawClient.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.LoadResult;
import io.parley.bench.mqtt.LoadRun;
import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Topology;
import io.parley.bench.server.Ports;
import io.parley.itest.harness.Authority;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input ends that one connection; after each case a load of healthy clients goes through unharmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {

    private static final int MIB = 1024 * 1024;

    private static final int SUBSCRIPTIONS = 100_000;
    private static final int FILTERS = 100;

    private TestServer server;
    private Authority authority;
    private int securePort;

    /** What the bytes go over. */
    enum Wire {
        TCP,
        TLS
    }

    @BeforeAll
    void start() throws IOException {
        authority = new Authority(Path.of("target", "data", "bad-input-files"), "authority");
        Authority.Identity identity = authority.issue("server");
        securePort = Ports.free();
        server = TestServer.start(
                "bad-input",
                "io.parley.listener~mqtt:mqtt.connect.timeout.seconds=2",
                "io.parley.listener~mqtt:first.byte.seconds=2",
                "io.parley.listener~mqtt:write.stall.seconds=3",
                "io.parley.listener~secure:port=" + securePort,
                "io.parley.listener~secure:tls.certificate=" + identity.certificate(),
                "io.parley.listener~secure:tls.key=" + identity.key(),
                "io.parley.listener~secure:mqtt.connect.timeout.seconds=2",
                "io.parley.listener~secure:first.byte.seconds=2");
    }

    private RawClient open(Wire wire) throws IOException {
        return wire == Wire.TCP
                ? new RawClient(server.address())
                : new RawClient(Ports.local(securePort), authority.trusting());
    }

    private static Stream<Arguments> overEachWire(Stream<Arguments> cases) {
        return cases.flatMap(
                each -> Stream.of(Wire.values()).map(wire -> Arguments.of(each.get()[0], wire, each.get()[1])));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @AfterEach
    void healthyClientsAreServed() throws IOException {
        LoadPlan plan = new LoadPlan(
                new Load(MqttVersion.V3_1_1, new Topology(1, 1), 1, false),
                false,
                64,
                50,
                0,
                Duration.ofMillis(10),
                Duration.ofMillis(100));
        LoadResult result = new LoadRun(server.address(), () -> 0, plan).run();
        assertEquals(LoadResult.Faults.NONE, result.faults());
        assertFalse(server.output().contains("\tat "), () -> "a stack trace for the user:\n" + server.output());
    }

    static Stream<Arguments> beforeConnect() {
        return overEachWire(Stream.of(
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
                Arguments.of("CONNECT of 256 MB", bytes(0x10, 0xff, 0xff, 0xff, 0x7f))));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("beforeConnect")
    void closesWhatDoesNotBeginWell(String what, Wire wire, byte[] input) throws IOException {
        try (RawClient client = open(wire)) {
            client.send(input);
            assertArrayEquals(new byte[0], client.readToEnd());
        }
    }

    static Stream<Arguments> afterConnect() {
        return overEachWire(Stream.of(
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
                Arguments.of("SUBSCRIBE with packet id 0", bytes(0x82, 6, 0, 0, 0, 1, 'a', 0))));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("afterConnect")
    void closesOnAProtocolError(String what, Wire wire, byte[] input) throws IOException {
        try (RawClient client = open(wire).connectedAs("bad-" + what.hashCode())) {
            client.send(input);
            assertArrayEquals(new byte[0], client.readToEnd());
        }
    }

    @Test
    void refusesAnUnknownProtocolLevelWithReturnCode1() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.send(bytes(0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 0, 0, 0));
            assertArrayEquals(bytes(0x20, 2, 0, 1), client.readToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void closesAConnectionThatSaysNothing(Wire wire) throws IOException {
        try (RawClient silent = open(wire)) {
            assertArrayEquals(new byte[0], silent.readToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void closesAConnectionThatStopsWithinItsFirstPacket(Wire wire) throws IOException {
        try (RawClient slow = open(wire)) {
            slow.send(bytes(0x10, 12, 0, 4));
            assertArrayEquals(new byte[0], slow.readToEnd());
        }
    }

    @Test
    void takesAPacketThatWasTruncatedByTheEndOfItsConnection() throws IOException {
        try (RawClient client = RawClient.connected(server.address(), "truncated")) {
            client.send(bytes(0x30, 100, 0, 1, 'a', 'x'));
        }
    }

    @Test
    void twoClientsOfOneIdTakeOverFromEachOther() throws IOException {
        RawClient last = RawClient.connected(server.address(), "contested");
        try {
            for (int i = 0; i < 200; i++) {
                RawClient next = RawClient.connected(server.address(), "contested");
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

    @Test
    void answersEachOfAHundredThousandSubscriptions() throws IOException {
        try (RawClient client = RawClient.connected(server.address(), "eager")) {
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
            assertTrue(granted > 0, "none was granted");
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
        try (RawClient publisher = RawClient.connected(server.address(), "loud")) {
            for (int i = 0; i < 3; i++) {
                RawClient client = new RawClient(server.address(), 4096);
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
