package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.protocol.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners behind proxies. */
final class ProxyTest {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());

    @BeforeEach
    void required() {
        fixture.with("proxy.protocol", "required");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static byte[] header(int command, int family, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(0x20 | command);
        out.write(family);
        out.write(rest.length >> 8);
        out.write(rest.length);
        out.writeBytes(rest);
        return out.toByteArray();
    }

    private static byte[] addresses(String from, String to, byte[] values) throws IOException {
        byte[] source = InetAddress.getByName(from).getAddress();
        byte[] target = InetAddress.getByName(to).getAddress();
        return ByteBuffer.allocate(2 * source.length + 4 + values.length)
                .put(source)
                .put(target)
                .putShort((short) 40_000)
                .putShort((short) 1883)
                .put(values)
                .array();
    }

    private static byte[] value(int type, byte[] content) {
        return ByteBuffer.allocate(3 + content.length)
                .put((byte) type)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] ipv4(byte[] values) throws IOException {
        return header(1, 0x11, addresses("203.0.113.7", "198.51.100.1", values));
    }

    private static void echoes(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        assertEquals(value, socket.getInputStream().read());
    }

    private long refused(String reason) {
        return fixture.listener.status().refused().getOrDefault(reason, 0L);
    }

    private Connection through(byte[] header) throws Exception {
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(header);
            echoes(socket, 1);
            return echo.next().connection;
        }
    }

    @Test
    void theClientIsWhereTheProxySays() throws Exception {
        fixture.start(echo.ref(0, true));
        assertEquals(
                new InetSocketAddress("203.0.113.7", 40_000),
                through(ipv4(new byte[0])).remote());
        byte[] ipv6 = header(1, 0x21, addresses("2001:db8::7", "2001:db8::1", new byte[0]));
        assertEquals(new InetSocketAddress("2001:db8::7", 40_000), through(ipv6).remote());
        byte[] text = "PROXY TCP4 192.0.2.9 198.51.100.1 5000 1883\r\n".getBytes(StandardCharsets.US_ASCII);
        assertEquals(new InetSocketAddress("192.0.2.9", 5000), through(text).remote());
    }

    @Test
    void aConnectionOfTheProxysOwnIsWhereItIs() throws Exception {
        fixture.start(echo.ref(0, true));
        for (byte[] own : List.of(
                header(0, 0, new byte[0]),
                header(0, 0x11, addresses("203.0.113.7", "198.51.100.1", new byte[0])),
                header(1, 0, new byte[0]),
                "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII))) {
            InetSocketAddress remote = (InetSocketAddress) through(own).remote();
            assertTrue(remote.getAddress().isLoopbackAddress(), remote::toString);
        }
    }

    @Test
    void aHeaderMayBeCutAnywhereAndBytesFollowItAtOnce() throws Exception {
        fixture.start(echo.ref(0, true));
        byte[] header = ipv4(value(4, new byte[20]));
        byte[] all = Arrays.copyOf(header, header.length + 3);
        all[header.length] = 7;
        for (int cut = 1; cut < all.length; cut++) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write(all, 0, cut);
                socket.getOutputStream().flush();
                socket.getOutputStream().write(all, cut, all.length - cut);
                assertEquals(7, Bytes.read(socket, 3)[0]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "\020\014\0\004MQTT\004\002\0\074\0\0",
                "x",
                "PROXY TCP4 nowhere 198.51.100.1 5000 1883\r\n",
                "PROXY TCP4 192.0.2.9 198.51.100.1 70000 1883\r\n",
                "PROXY SCTP 192.0.2.9 198.51.100.1 5000 1883\r\n",
                "\r\n\r\n\0\r\nQUIT\n\u0011\021\0\0", // version 1 in the form of version 2
                "\r\n\r\n\0\r\nQUIT\n\u0025\021\0\0", // an unknown command
                "\r\n\r\n\0\r\nQUIT\n\u0021\021\0\003abc" // too short for its family
            })
    void aBadHeaderIsTheEnd(String bytes) throws Exception {
        fixture.with("handshake.seconds", 2).start(echo.ref(0, true));
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(-1, Bytes.end(socket));
        }
        // The connection is closed before it is counted why.
        fixture.await(status -> status.open() == 0 && refused("bad-proxy-header") == 1);
    }

    @Test
    void aHeaderLongerThanAnyIsTheEnd() throws Exception {
        fixture.start(echo.ref(0, true));
        try (Socket socket = fixture.connect()) {
            Bytes.sendAll(socket, header(1, 0x11, new byte[60_000]));
            assertEquals(-1, Bytes.end(socket));
        }
        fixture.await(status -> status.open() == 0 && refused("bad-proxy-header") == 1);
    }

    @Test
    void aHeaderThatDoesNotEndIsEnded() throws Exception {
        fixture.with("handshake.seconds", 1).start(echo.ref(0, true));
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(SIGNATURE);
            assertEquals(-1, Bytes.end(socket));
        }
        assertEquals(1, refused("handshake-timeout"));
    }

    @Test
    void onlyTrustedProxiesMayConnect() throws Exception {
        fixture.with("proxy.trusted", new String[] {"10.0.0.0/8", "fd00::/8"}).start(echo.ref(0, true));
        try (Socket socket = fixture.connect()) {
            assertEquals(-1, Bytes.end(socket));
        }
        assertEquals(1, refused("untrusted-proxy"));
        fixture.with("proxy.trusted", "127.0.0.1").configure();
        through(ipv4(new byte[0]));
        fixture.with("proxy.trusted", "10.0.0.0/99").configure();
        assertTrue(
                fixture.report()
                        .message()
                        .endsWith("proxy.trusted=10.0.0.0/99 is not allowed; allowed is addresses and blocks such as"
                                + " 10.0.0.0/8 or fd00::/8"),
                fixture.report()::message);
    }

    private static byte[] certificate(int flags, int verify) {
        byte[] name = value(0x22, "meter, 7".getBytes(StandardCharsets.UTF_8));
        return value(
                0x20,
                ByteBuffer.allocate(5 + name.length)
                        .put((byte) flags)
                        .putInt(verify)
                        .put(name)
                        .array());
    }

    @Test
    void aCertificateIsBelievedOnlyWhereThatIsConfigured() throws Exception {
        fixture.start(echo.ref(0, true));
        assertEquals(Optional.empty(), through(ipv4(certificate(7, 0))).certificateSubject());
        fixture.with("proxy.certificates", true).configure();
        assertEquals(
                Optional.of("CN=meter\\, 7"), through(ipv4(certificate(7, 0))).certificateSubject());
        // Not verified; without a certificate; without TLS.
        assertEquals(Optional.empty(), through(ipv4(certificate(7, 1))).certificateSubject());
        assertEquals(Optional.empty(), through(ipv4(certificate(1, 0))).certificateSubject());
        assertEquals(Optional.empty(), through(ipv4(new byte[0])).certificateSubject());
    }

    @Test
    void connectionsAreCountedByTheClientsAddress() throws Exception {
        fixture.with("max.connections.per.address", 1).start(echo.ref(0, true));
        byte[] other = header(1, 0x11, addresses("203.0.113.8", "198.51.100.1", new byte[0]));
        try (Socket first = fixture.connect();
                Socket second = fixture.connect();
                Socket third = fixture.connect()) {
            first.getOutputStream().write(ipv4(new byte[0]));
            echoes(first, 1);
            second.getOutputStream().write(ipv4(new byte[0]));
            assertEquals(-1, Bytes.end(second));
            third.getOutputStream().write(other);
            echoes(third, 2);
        }
        assertEquals(1, refused("too-many-from-address"));
        fixture.await(status -> status.open() == 0);
        fixture.await(status -> fixture.listener.admission().addresses() == 0);
    }

    @Test
    void aWebSocketMayComeThroughAProxy() throws Exception {
        fixture.with("websocket.path", "/test").start(echo.ref(0, true));
        try (RawWebSocket client = new RawWebSocket(fixture.connect())) {
            client.send(ipv4(new byte[0]));
            assertTrue(client.open("/test").startsWith("HTTP/1.1 101 "));
            client.send(RawWebSocket.frame(true, 2, new byte[] {5}));
            assertEquals(5, client.read().content()[0]);
            assertEquals(
                    new InetSocketAddress("203.0.113.7", 40_000),
                    echo.next().connection.remote());
        }
    }
}
