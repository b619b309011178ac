package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import io.parley.spi.protocol.Protocol.Detection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, configuration, limits, and the end. */
final class ListenerTest {
    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ServerSocket occupy() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void echoes(Socket socket, int value) throws Exception {
        socket.getOutputStream().write(value);
        assertEquals(value, socket.getInputStream().read());
    }

    @Test
    void saysWhatItOffers() {
        fixture.start(echo.ref(0, true));
        assertEquals(new Report(Status.UP, "127.0.0.1:" + fixture.port() + ", test"), fixture.report());
    }

    @Test
    void aPortInUseIsNamedAndTriedAgain() throws Exception {
        int port;
        try (ServerSocket other = occupy()) {
            port = other.getLocalPort();
            fixture.with("port", port).start(echo.ref(0, true));
            String words = "Port " + port + " on 127.0.0.1 is in use (io.parley.listener~test:port)";
            assertEquals(new Report(Status.DOWN, words), fixture.report());
        }
        fixture.await(status -> status.bound());
        try (Socket socket = fixture.connect()) {
            echoes(socket, 1);
        }
        assertEquals(Status.UP, fixture.report().status());
    }

    @Test
    void aNewAddressKeepsOldConnectionsAndTheOldAddressUntilItIsBound() throws Exception {
        fixture.start(echo.ref(0, true));
        int first = fixture.port();
        try (Socket old = fixture.connect()) {
            echoes(old, 1);
            try (ServerSocket other = occupy()) {
                fixture.with("port", other.getLocalPort()).configure();
                assertEquals(Status.DEGRADED, fixture.report().status());
                assertTrue(
                        fixture.report().message().endsWith("; still on 127.0.0.1:" + first),
                        fixture.report()::message);
                assertEquals(first, fixture.port());
            }
            fixture.await(status -> fixture.port() != first);
            echoes(old, 2);
            try (Socket young = fixture.connect()) {
                echoes(young, 3);
            }
            assertThrows(
                    ConnectException.class, () -> ListenerFixture.connect(first).close());
        }
    }

    @Test
    void theSamePortOnAnotherHostIsPossible() throws Exception {
        fixture.start(echo.ref(0, true));
        int port = fixture.port();
        try (Socket old = fixture.connect()) {
            fixture.with("port", port).with("host", "127.0.0.1").configure();
            assertEquals(port, fixture.port());
            fixture.with("host", "127.0.0.2").configure();
            assertEquals("127.0.0.2:" + port, fixture.listener.status().address());
            echoes(old, 4);
        }
    }

    @Test
    void aChangeAppliesWithOpenConnections() throws Exception {
        fixture.with("test.greeting", "one").start(echo.ref(0, true));
        try (Socket socket = fixture.connect()) {
            var connection = echo.next().connection;
            echoes(socket, 1);
            assertEquals("one", connection.setting("test.greeting").orElseThrow());
            int port = fixture.port();
            fixture.with("test.greeting", "two")
                    .with("high.water.kib", 2)
                    .with("low.water.kib", 1)
                    .configure();
            assertEquals(port, fixture.port());
            assertEquals("two", connection.setting("test.greeting").orElseThrow());
            CompletableFuture<Boolean> writable = new CompletableFuture<>();
            // On the event loop behind the change; 128 KiB would fit below the former mark.
            connection.execute(() -> {
                connection.write(ByteBuffer.allocate(100_000));
                writable.complete(connection.writable());
            });
            assertEquals(false, writable.get());
            assertEquals(100_000, Bytes.read(socket, 100_000).length);
            echoes(socket, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=70000 is not allowed; allowed is a whole number from -1 to 65535",
                "port=x is not allowed; allowed is a whole number from -1 to 65535",
                "low.water.kib=2000 is not allowed; allowed is at most high.water.kib, which is 1024",
                "host=0.0.0.0 is open to other machines and nothing checks who connects; allowed is a loopback address such as"
                        + " 127.0.0.1, or set authenticator",
                "host=a.b.invalid has no address; allowed is a host name or IP address of this machine"
            })
    void aBadValueIsNamedAndTheLastGoodConfigurationStays(String words) throws Exception {
        fixture.start(echo.ref(0, true));
        int port = fixture.port();
        String key = words.substring(0, words.indexOf('='));
        fixture.with(key, words.substring(key.length() + 1, words.indexOf(' '))).configure();
        assertEquals(Status.DEGRADED, fixture.report().status());
        assertTrue(
                fixture.report().message().endsWith("refused: io.parley.listener~test: " + words),
                fixture.report()::message);
        try (Socket socket = ListenerFixture.connect(port)) {
            echoes(socket, 6);
        }
        fixture.configuration.remove(key);
        fixture.with("port", 0).configure();
        assertEquals(Status.UP, fixture.report().status());
    }

    @Test
    void aFirstConfigurationThatIsBadLeavesItDown() {
        fixture.with("max.connections", "many").start(echo.ref(0, true));
        assertEquals(
                new Report(
                        Status.DOWN,
                        "io.parley.listener~test: max.connections=many is not allowed; allowed is a whole number from 1 to"
                                + " 1000000"),
                fixture.report());
    }

    @Test
    void anAddressForOthersWaitsForItsAuthenticator() throws Exception {
        fixture.with("host", "0.0.0.0").with("authenticator", "staff").start(echo.ref(0, true));
        assertEquals(
                new Report(Status.DOWN, "Authenticator staff is not running (io.parley.listener~test:authenticator)"),
                fixture.report());
        fixture.listener.authenticators(Set.of("staff"));
        fixture.await(status -> status.bound());
        assertEquals(Status.UP, fixture.report().status());
        fixture.listener.authenticators(Set.of());
        assertEquals(Status.DEGRADED, fixture.report().status());
    }

    @Test
    void ofSeveralAuthenticatorsEachHasToBeThere() throws Exception {
        fixture.with("authenticator", "certificate, staff").start(echo.ref(0, true));
        fixture.listener.authenticators(Set.of("certificate"));
        assertEquals(
                new Report(Status.DOWN, "Authenticator staff is not running (io.parley.listener~test:authenticator)"),
                fixture.report());
        fixture.listener.authenticators(Set.of("certificate", "staff"));
        fixture.await(status -> status.bound());
    }

    @Test
    void aClientThatSaysNothingIsClosed() throws Exception {
        fixture.with("first.byte.seconds", 1).start(echo.ref(0, true));
        try (Socket silent = fixture.connect();
                Socket talking = fixture.connect()) {
            echoes(talking, 1);
            assertEquals(-1, silent.getInputStream().read());
            echoes(talking, 2);
        }
        assertEquals(1L, fixture.listener.status().refused().get("silent"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatNeverReadsIsClosed(boolean inline) throws Exception {
        TestProtocol pouring = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            void begun() {
                pour();
            }

            private void pour() {
                while (connection.writable()) {
                    connection.write(ByteBuffer.allocate(60_000));
                }
            }

            @Override
            public void writabilityChanged() {
                pour();
            }
        });
        fixture.with("write.stall.seconds", 1).with("high.water.kib", 64).with("low.water.kib", 32);
        fixture.start(pouring.ref(0, inline));
        try (Socket socket = fixture.connect()) {
            TestProtocol.Handler handler = pouring.next();
            handler.closed.get(20, TimeUnit.SECONDS);
        }
        assertEquals(1L, fixture.listener.status().refused().get("stalled"));
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        fixture.with("max.connections", 2).start(echo.ref(0, true));
        try (Socket one = fixture.connect();
                Socket two = fixture.connect()) {
            echoes(one, 1);
            echoes(two, 1);
            try (Socket three = fixture.connect()) {
                assertEquals(-1, Bytes.end(three));
            }
            two.close();
            fixture.await(status -> status.open() == 1);
            try (Socket again = fixture.connect()) {
                echoes(again, 2);
            }
        }
        assertEquals(1L, fixture.listener.status().refused().get("too-many"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalProtocolsAreToldApartByTheFirstBytes(boolean inline) throws Exception {
        TestProtocol letters = new TestProtocol(p -> new TestProtocol.Echo()) {
            @Override
            public Detection detect(ByteBuffer first) {
                return first.remaining() < 2 ? Detection.UNSURE : first.get(1) == 'a' ? Detection.YES : Detection.NO;
            }
        };
        TestProtocol digits =
                new TestProtocol(p -> new TestProtocol.Handler() {
                    @Override
                    public void received(ByteBuffer bytes) {
                        connection.write(ByteBuffer.wrap(("digits " + bytes.remaining()).getBytes()));
                        super.received(bytes);
                    }
                }) {
                    @Override
                    public Detection detect(ByteBuffer first) {
                        return first.get(0) == '1' ? Detection.YES : Detection.NO;
                    }
                };
        fixture.with("protocol", new String[] {"letters", "digits"}).start(letters.ref(0, inline, "letters"));
        try (Socket slow = fixture.connect();
                Socket digit = fixture.connect()) {
            digit.getOutputStream().write("11".getBytes());
            fixture.await(status -> status.waiting() == 1);
            fixture.listener.putProtocol(digits.ref(0, inline, "digits"));
            assertEquals("digits 2", new String(Bytes.read(digit, 8)));
            slow.getOutputStream().write('b');
            fixture.await(status -> status.bytesIn() == 3);
            slow.getOutputStream().write('a');
            assertEquals("ba", new String(Bytes.read(slow, 2)));
            try (Socket unknown = fixture.connect()) {
                unknown.getOutputStream().write("??".getBytes());
                assertEquals(-1, Bytes.end(unknown));
            }
        }
        assertEquals(1L, fixture.listener.status().refused().get("unknown-protocol"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingSaysGoodbyeAndFreesThePort(boolean inline) throws Exception {
        fixture.start(echo.ref(0, inline));
        int port = fixture.port();
        try (Socket socket = fixture.connect()) {
            TestProtocol.Handler handler = echo.next();
            CompletableFuture<String> last = CompletableFuture.supplyAsync(() -> last(socket));
            fixture.listener.close();
            assertTrue(handler.closed.isDone());
            assertEquals("BYE", last.get());
        }
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    private static String last(Socket socket) {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void newThreadsServeNewConnectionsAndOldOnesTheOld() throws Exception {
        TestProtocol naming = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            public void received(ByteBuffer bytes) {
                super.received(bytes);
                byte[] name = Thread.currentThread().getName().getBytes();
                connection.reserve(1 + name.length).put((byte) name.length).put(name);
            }
        });
        fixture.start(naming.ref(0, true));
        try (Socket old = fixture.connect()) {
            String before = thread(old);
            fixture.transport.threads(1);
            try (Socket young = fixture.connect()) {
                assertNotEquals(pool(before), pool(thread(young)));
                assertEquals(before, thread(old));
            }
        }
    }

    private static String thread(Socket socket) throws Exception {
        socket.getOutputStream().write(1);
        return new String(Bytes.read(socket, socket.getInputStream().read()));
    }

    private static String pool(String thread) {
        return thread.substring(0, thread.lastIndexOf('-'));
    }
}
