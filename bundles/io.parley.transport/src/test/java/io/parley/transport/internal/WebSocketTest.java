package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.protocol.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that speak WebSocket. */
final class WebSocketTest {
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());

    @BeforeEach
    void path() {
        fixture.with("websocket.path", "/test");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private RawWebSocket connect() throws IOException {
        return new RawWebSocket(fixture.connect());
    }

    private RawWebSocket opened() throws IOException {
        RawWebSocket client = connect();
        String head = client.open("/test");
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        return client;
    }

    private long refused(String reason) {
        return fixture.listener.status().refused().getOrDefault(reason, 0L);
    }

    /** Sends everything at once and collects what comes. */
    private static final class Collector implements WebSocket.Listener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int wanted;
        final CompletableFuture<byte[]> all = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        Collector(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            if (bytes.size() >= wanted) {
                all.complete(bytes.toByteArray());
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void echoesMegabytes(boolean inline) throws Exception {
        fixture.start(echo.ref(0, inline));
        assertTrue(fixture.report().message().endsWith(", test over WebSocket at /test"));
        echoesMegabytes(HttpClient.newHttpClient(), "ws");
    }

    @Test
    void echoesMegabytesOverTls(@TempDir Path folder) throws Exception {
        Certificates.Holder authority = Certificates.authority("Test authority");
        Certificates.Holder server = Certificates.server(authority);
        Files.writeString(folder.resolve("server.crt"), server.certificatePem());
        Files.writeString(folder.resolve("server.key"), server.keyPem());
        fixture.with("tls.certificate", folder.resolve("server.crt").toString())
                .with("tls.key", folder.resolve("server.key").toString())
                .start(echo.ref(0, true));
        assertTrue(fixture.report().message().endsWith(", test over WebSocket at /test over TLS"));
        echoesMegabytes(
                HttpClient.newBuilder()
                        .sslContext(Certificates.clientContext(authority.certificate(), null))
                        .build(),
                "wss");
    }

    private void echoesMegabytes(HttpClient client, String scheme) throws Exception {
        byte[] sent = Bytes.random(1 << 20);
        Collector collector = new Collector(sent.length);
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("other", "test")
                .buildAsync(URI.create(scheme + "://localhost:" + fixture.port() + "/test?x=y"), collector)
                .get();
        assertEquals("test", socket.getSubprotocol());
        Random random = new Random(5);
        for (int at = 0; at < sent.length; ) {
            int size = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 200 : 200_000));
            socket.sendBinary(ByteBuffer.wrap(sent, at, size), at + size == sent.length || random.nextBoolean())
                    .get();
            at += size;
        }
        assertArrayEquals(sent, collector.all.get());
        assertEquals(sent.length, fixture.listener.status().bytesIn());
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get();
        assertEquals(WebSocket.NORMAL_CLOSURE, collector.closed.get());
        echo.next().closed.get();
        fixture.await(status -> status.open() == 0);
    }

    @Test
    void answersAsTheRfcShows() throws Exception {
        fixture.start(echo.ref(0, true));
        try (RawWebSocket client = connect()) {
            String head = client.open("/test");
            assertTrue(head.contains("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), head);
            assertTrue(head.contains("\r\nsec-websocket-protocol: test\r\n"), head);
            client.send(RawWebSocket.frame(true, BINARY, new byte[] {1, 2, 3}));
            RawWebSocket.Frame frame = client.read();
            assertTrue(frame.fin());
            assertEquals(BINARY, frame.opcode());
            assertArrayEquals(new byte[] {1, 2, 3}, frame.content());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|GET /other HTTP/1.1|",
                "404|GET / HTTP/1.1|",
                "405|POST /test HTTP/1.1|",
                "400|GET /test HTTP/1.0|",
                "400|nonsense|",
                "426|GET /test HTTP/1.1|Upgrade",
                "426|GET /test HTTP/1.1|Connection",
                "426|GET /test HTTP/1.1|Sec-WebSocket-Version",
                "426|GET /test HTTP/1.1|Sec-WebSocket-Version: 8",
                "400|GET /test HTTP/1.1|Sec-WebSocket-Key",
                "400|GET /test HTTP/1.1|Sec-WebSocket-Key: c2hvcnQ=",
                "400|GET /test HTTP/1.1|Sec-WebSocket-Protocol",
                "400|GET /test HTTP/1.1|Sec-WebSocket-Protocol: other",
                "400|GET /test HTTP/1.1|Host",
                "400|GET /test HTTP/1.1|Content-Length: 5",
                "403|GET /test HTTP/1.1|Origin: https://example.org",
                "403|GET /test HTTP/1.1|Origin: null",
                "101|GET /test HTTP/1.1|Origin: https://localhost:8443",
                "101|GET /test?a=b HTTP/1.1|"
            })
    void aRequestIsAnsweredByWhatIsWrongWithIt(String status, String line, String change) throws Exception {
        fixture.start(echo.ref(0, true));
        List<String> headers = new ArrayList<>(List.of(RawWebSocket.headers()));
        if (change != null) {
            // A name alone leaves that header out.
            String name = change.split(":", 2)[0];
            headers.removeIf(header -> header.startsWith(name + ":"));
            if (change.contains(":")) {
                headers.add(change);
            }
        }
        try (RawWebSocket client = connect()) {
            String request = RawWebSocket.request("/", headers.toArray(String[]::new));
            client.send((line + request.substring(request.indexOf('\r'))).getBytes(StandardCharsets.US_ASCII));
            String head = client.head();
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            if (!status.equals("101")) {
                assertTrue(head.contains("\r\nconnection: close\r\n"), head);
                String body = new String(client.in.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(body.endsWith("\n"), body);
                assertEquals(1, refused("upgrade-refused"));
            }
        }
        fixture.await(now -> now.open() == 0);
    }

    @Test
    void originsAreThoseOfTheConfiguration() throws Exception {
        fixture.with("websocket.origins", new String[] {"https://example.org", "https://example.com"})
                .start(echo.ref(0, true));
        assertEquals("101", status("Origin: https://example.com"));
        assertEquals("403", status("Origin: https://localhost"));
        fixture.with("websocket.origins", "*").configure();
        assertEquals("101", status("Origin: https://anywhere.example"));
    }

    private String status(String header) throws IOException {
        try (RawWebSocket client = connect()) {
            client.send(
                    RawWebSocket.request("/test", RawWebSocket.headers(header)).getBytes(StandardCharsets.US_ASCII));
            return client.head().split(" ")[1];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"414", "431"})
    void aRequestThatIsTooLargeIsRefused(String status) throws Exception {
        fixture.start(echo.ref(0, true));
        String begin = status.equals("414") ? "GET /" : "GET /test HTTP/1.1\r\nX: ";
        try (RawWebSocket client = connect()) {
            client.send((begin + "x".repeat(20_000) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertEquals(status, client.head().split(" ")[1]);
        }
    }

    @Test
    void aRequestThatDoesNotEndIsEnded() throws Exception {
        fixture.with("handshake.seconds", 1).start(echo.ref(0, true));
        try (RawWebSocket client = connect()) {
            client.send("GET /test HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, Bytes.end(client.socket));
        }
        assertEquals(1, refused("handshake-timeout"));
    }

    /** The request and frames cut everywhere; the protocol's bytes come out the same. */
    @Test
    void bytesMayBeCutAnywhere() throws Exception {
        fixture.start(echo.ref(0, true));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(RawWebSocket.request("/test", RawWebSocket.headers()).getBytes(StandardCharsets.US_ASCII));
        int requestEnd = all.size();
        all.writeBytes(RawWebSocket.frame(false, BINARY, new byte[] {1, 2, 3, 4, 5, 6, 7}));
        all.writeBytes(RawWebSocket.frame(true, PING, new byte[] {42}));
        all.writeBytes(RawWebSocket.frame(false, 0, new byte[0]));
        all.writeBytes(RawWebSocket.frame(true, 0, Bytes.random(130)));
        all.writeBytes(RawWebSocket.frame(true, BINARY, new byte[] {9, 10}));
        byte[] bytes = all.toByteArray();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7});
        expected.writeBytes(Bytes.random(130));
        expected.writeBytes(new byte[] {9, 10});
        for (int cut = 1; cut < bytes.length; cut += cut < requestEnd - 4 ? 23 : 1) {
            try (RawWebSocket client = connect()) {
                long before = fixture.listener.status().bytesIn();
                client.send(Arrays.copyOf(bytes, cut));
                if (cut > requestEnd + 6) {
                    // So that what was sent has been read on its own.
                    long read = before + Math.min(7, cut - requestEnd - 6);
                    fixture.await(status -> status.bytesIn() >= read);
                }
                client.send(Arrays.copyOfRange(bytes, cut, bytes.length));
                client.head();
                ByteArrayOutputStream back = new ByteArrayOutputStream();
                boolean pong = false;
                while (back.size() < expected.size() || !pong) {
                    RawWebSocket.Frame frame = client.read();
                    if (frame.opcode() == PONG) {
                        assertArrayEquals(new byte[] {42}, frame.content());
                        pong = true;
                    } else {
                        back.writeBytes(frame.content());
                    }
                }
                assertArrayEquals(expected.toByteArray(), back.toByteArray(), "cut at " + cut);
            }
        }
    }

    @Test
    void frameBorderMeansNothingToTheProtocol() throws Exception {
        fixture.start(new TestProtocol(p -> new ConnectionTest.Frames()).ref(0, true));
        byte[] packet = ByteBuffer.allocate(4 + 1000).putInt(1000).array();
        try (RawWebSocket client = opened()) {
            for (byte part : packet) {
                client.send(RawWebSocket.frame(true, BINARY, new byte[] {part}));
            }
            assertArrayEquals(packet, client.read().content());
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                many.writeBytes(packet);
            }
            client.send(RawWebSocket.frame(true, BINARY, many.toByteArray()));
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            while (back.size() < many.size()) {
                back.writeBytes(client.read().content());
            }
            assertArrayEquals(many.toByteArray(), back.toByteArray());
        }
    }

    @Test
    void whatIsFlushedAtOnceIsOneFrame() throws Exception {
        fixture.start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            Connection connection = echo.next().connection;
            connection.execute(() -> {
                for (int i = 0; i < 5_000; i++) {
                    connection.reserve(4).putInt(i);
                }
                connection.write(ByteBuffer.wrap(Bytes.random(50_000)));
                connection.reserve(1).put((byte) 1);
            });
            RawWebSocket.Frame frame = client.read();
            assertEquals(70_001, frame.content().length);
            assertEquals(4_999, ByteBuffer.wrap(frame.content()).getInt(19_996));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1003, 1, true, 5", // text
        "1002, 2, false, 5", // not masked
        "1002, 0, true, 5", // continues nothing
        "1002, 66, true, 5", // a reserved bit, with the last frame's mark below
        "1002, 3, true, 5", // unknown opcodes
        "1002, 11, true, 5",
        "1002, 9, true, 126", // a large ping
        "1009, 2, true, 1048577"
    })
    void aViolationIsAnsweredByItsCode(int code, int first, boolean masked, int size) throws Exception {
        fixture.with("websocket.max.frame.mib", 1).start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            client.send(RawWebSocket.frame(0x80 | first, masked, new byte[size]));
            RawWebSocket.Frame frame = client.read();
            assertEquals(CLOSE, frame.opcode());
            assertEquals(code, frame.closeCode());
            assertEquals(-1, Bytes.end(client.socket));
        }
        echo.next().closed.get();
        assertEquals(1, refused("websocket-violation"));
        assertEquals(0, fixture.listener.status().bytesIn());
    }

    /** What the protocol still writes is dropped, and does not keep the client from reading why. */
    @Test
    void aViolationIsAnsweredThoughTheProtocolGoesOnWriting() throws Exception {
        TestProtocol chatty = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(chatty.ref(0, true));
        try (RawWebSocket client = opened()) {
            Connection connection = chatty.next().connection;
            client.send(RawWebSocket.frame(true, 1, new byte[5]));
            fixture.await(status -> refused("websocket-violation") == 1);
            connection.execute(() -> connection.write(ByteBuffer.wrap(new byte[10_000])));
            assertEquals(1003, client.read().closeCode());
            assertEquals(-1, client.in.read());
        }
    }

    @Test
    void aControlFrameIsWholeAndAMessageIsNotBegunInAnother() throws Exception {
        fixture.start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            client.send(RawWebSocket.frame(false, PING, new byte[0]));
            assertEquals(1002, client.read().closeCode());
        }
        try (RawWebSocket client = opened()) {
            client.send(RawWebSocket.frame(false, BINARY, new byte[0]));
            client.send(RawWebSocket.frame(true, BINARY, new byte[0]));
            assertEquals(1002, client.read().closeCode());
        }
        try (RawWebSocket client = opened()) {
            // 5 bytes, written as if they were many.
            client.send(new byte[] {(byte) 0x82, (byte) 0xFE, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5});
            assertEquals(1002, client.read().closeCode());
        }
        try (RawWebSocket client = opened()) {
            client.send(new byte[] {(byte) 0x82, (byte) 0xFF, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1});
            assertEquals(1002, client.read().closeCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"'',1000", "03E8,1000", "0BB8,3000", "03,1002", "03ED,1002", "0001,1002", "03E8FF,1007"})
    void aCloseFrameIsAnsweredAndIsTheEnd(String content, int code) throws Exception {
        fixture.start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            client.send(RawWebSocket.frame(true, CLOSE, HexFormat.of().parseHex(content)));
            RawWebSocket.Frame frame = client.read();
            assertEquals(CLOSE, frame.opcode());
            assertEquals(code, frame.closeCode());
            assertEquals(-1, Bytes.end(client.socket));
        }
        echo.next().closed.get();
    }

    @Test
    void theProtocolsEndIsACloseFrameBehindItsLastBytes() throws Exception {
        TestProtocol polite = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(polite.ref(0, true));
        try (RawWebSocket client = opened()) {
            TestProtocol.Handler handler = polite.next();
            handler.connection.execute(() -> handler.goAway("test"));
            assertArrayEquals(
                    "BYE".getBytes(StandardCharsets.US_ASCII), client.read().content());
            assertEquals(1000, client.read().closeCode());
            client.send(RawWebSocket.frame(true, CLOSE, new byte[] {3, (byte) 0xE8}));
            assertEquals(-1, Bytes.end(client.socket));
            handler.closed.get();
        }
    }

    @Test
    void pingsAreAnsweredAlsoWhenNobodyReadsTheAnswers() throws Exception {
        fixture.with("high.water.kib", 1)
                .with("low.water.kib", 1)
                .with("first.byte.seconds", 60)
                .start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            ByteArrayOutputStream pings = new ByteArrayOutputStream();
            for (int i = 0; i < 20_000; i++) {
                pings.writeBytes(RawWebSocket.frame(
                        true, PING, ByteBuffer.allocate(4).putInt(i).array()));
            }
            client.send(pings.toByteArray());
            int last;
            do {
                RawWebSocket.Frame frame = client.read();
                assertEquals(PONG, frame.opcode());
                last = ByteBuffer.wrap(frame.content()).getInt();
            } while (last != 19_999);
        }
    }

    @Test
    void otherBytesThanHttpEndInAnAnswerOrInTime() throws Exception {
        fixture.with("handshake.seconds", 1).start(echo.ref(0, true));
        byte[] connect = {16, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0};
        byte[] hello = {22, 3, 1, 0, 5, 1, 0, 0, 1, 3};
        byte[] zeros = new byte[100_000];
        for (byte[] garbage : List.of(connect, hello, zeros, Bytes.random(50_000))) {
            try (RawWebSocket client = connect()) {
                Bytes.sendAll(client.socket, garbage);
                Bytes.end(client.socket);
            }
        }
        fixture.await(status -> status.open() == 0 && status.closed() == 4);
        assertEquals(4, refused("handshake-timeout") + refused("upgrade-refused"));
    }

    @Test
    void aSwapOfTheProtocolKeepsWebSockets() throws Exception {
        TestProtocol next = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.start(echo.ref(0, true));
        try (RawWebSocket client = opened()) {
            echo.next();
            client.send(RawWebSocket.frame(false, BINARY, new byte[] {1}));
            assertArrayEquals(new byte[] {1}, client.read().content());
            fixture.listener.putProtocol(next.ref(1, true));
            next.next();
            client.send(RawWebSocket.frame(true, 0, new byte[] {2}));
            assertArrayEquals(new byte[] {2}, client.read().content());
        }
    }

    @Test
    void aProtocolThatComesDuringTheHandshakeBeginsAfterIt() throws Exception {
        fixture.start();
        try (RawWebSocket client = connect()) {
            fixture.await(status -> status.open() == 1);
            fixture.listener.putProtocol(echo.ref(0, true));
            assertTrue(client.open("/test").startsWith("HTTP/1.1 101 "));
            echo.next();
            client.send(RawWebSocket.frame(true, BINARY, new byte[] {2}));
            assertArrayEquals(new byte[] {2}, client.read().content());
        }
        assertEquals(1, fixture.listener.status().accepted());
    }

    @Test
    void aBadPathIsNamed() {
        fixture.with("websocket.path", "mqtt").start(echo.ref(0, true));
        assertEquals(
                "io.parley.listener~test: websocket.path=mqtt is not allowed; allowed is a path that begins with /, such as"
                        + " /mqtt",
                fixture.report().message());
    }

    @Test
    void aClientThatGoesLeavesNothing() throws Exception {
        fixture.start(echo.ref(0, true));
        try (Socket half = fixture.connect()) {
            half.getOutputStream().write("GET /test".getBytes(StandardCharsets.US_ASCII));
        }
        try (RawWebSocket client = opened()) {
            client.send(Arrays.copyOf(RawWebSocket.frame(true, BINARY, new byte[100]), 50));
        }
        fixture.await(status -> status.open() == 0 && status.closed() == 2);
        fixture.await(status -> fixture.listener.counters().handshakes.get() == 0);
    }
}
