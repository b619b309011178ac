package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.health.Health.Status;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocols and the gateway come, go, and are outranked while clients are connected. */
final class ProtocolSwapTest {
    /** The common pool may have one thread only, and the clients block theirs. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
    };

    private final ListenerFixture fixture = new ListenerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static final int LAST = -1;

    /** Sends whole numbers back, counts them over its whole line of instances, and takes its time to give up. */
    private static final class Numbers extends TestProtocol.Handler {
        private int expected;

        @Override
        void begun() {
            if (state != null) {
                expected = Integer.parseInt(state.values().get("expected"));
            }
        }

        @Override
        public void received(ByteBuffer bytes) {
            while (bytes.remaining() >= 4) {
                int number = bytes.getInt();
                if (number != LAST && number != expected++) {
                    throw new IllegalStateException("got " + number + " instead of " + (expected - 1));
                }
                connection.reserve(4).putInt(number);
            }
        }

        @Override
        public CompletionStage<Detached> detach() {
            CompletableFuture<Detached> given = new CompletableFuture<>();
            CompletableFuture.runAsync(() -> connection.execute(() -> given.complete(
                    new Detached("test", Optional.empty(), Map.of("expected", Integer.toString(expected))))));
            return given;
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false", "true,false"})
    void aHundredSwapsLoseAndReorderNothing(boolean firstInline, boolean secondInline) throws Exception {
        TestProtocol current = new TestProtocol(p -> new Numbers());
        fixture.start(current.ref(0, firstInline));
        AtomicBoolean stop = new AtomicBoolean();
        try (Socket socket = fixture.connect()) {
            current.next();
            CompletableFuture<Integer> writing =
                    CompletableFuture.supplyAsync(() -> writeNumbers(socket, stop), THREADS);
            CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> readNumbers(socket), THREADS);
            for (int i = 1; i <= 100; i++) {
                long before = fixture.listener.status().bytesIn();
                TestProtocol next = new TestProtocol(p -> new Numbers());
                ProtocolRef ref = next.ref(i, i % 2 == 0 ? firstInline : secondInline);
                if (i % 3 == 0) {
                    fixture.listener.removeProtocol(current);
                    assertEquals(1, fixture.listener.status().waiting());
                    fixture.listener.putProtocol(ref);
                } else {
                    fixture.listener.putProtocol(ref);
                    fixture.listener.removeProtocol(current);
                }
                assertNotNull(next.next().state);
                fixture.await(status -> status.bytesIn() > before);
                current = next;
            }
            stop.set(true);
            int written = writing.get();
            assertEquals(written, reading.get());
            assertEquals(Map.of(), fixture.listener.status().refused());
        }
    }

    private static int writeNumbers(Socket socket, AtomicBoolean stop) {
        try {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1021));
            int number = 0;
            while (!stop.get()) {
                out.writeInt(number++);
            }
            out.writeInt(LAST);
            out.flush();
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int readNumbers(Socket socket) {
        int expected = 0;
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            while (true) {
                int number = in.readInt();
                if (number == LAST) {
                    return expected;
                }
                if (number != expected) {
                    throw new AssertionError("got " + number + " instead of " + expected);
                }
                expected++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anEqualOrLowerRankingChangesNothing() throws Exception {
        TestProtocol first = new TestProtocol(p -> new TestProtocol.Echo());
        TestProtocol low = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(first.ref(5, true));
        try (Socket socket = fixture.connect()) {
            first.next();
            fixture.listener.putProtocol(low.ref(4, true));
            fixture.listener.putProtocol(low.ref(5, true));
            socket.getOutputStream().write(9);
            assertEquals(9, socket.getInputStream().read());
            fixture.listener.removeProtocol(first);
            assertNotNull(low.next().state);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInstanceThatDoesNotGiveUpLosesItsConnectionsAndDelaysNobody(boolean inline) throws Exception {
        TestProtocol stubborn = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            public CompletionStage<Detached> detach() {
                return new CompletableFuture<>();
            }
        });
        fixture.with("drain.ms", 50).start(stubborn.ref(0, inline));
        try (Socket socket = fixture.connect()) {
            TestProtocol.Handler handler = stubborn.next();
            fixture.listener.removeProtocol(stubborn);
            assertEquals(-1, Bytes.end(socket));
            handler.closed.get();
        }
        assertEquals(1L, fixture.listener.status().refused().get("drain-timeout"));
    }

    @Test
    void nothingIsReadWhileAnInstanceGivesUp() throws Exception {
        CompletableFuture<Detached> given = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        TestProtocol slow = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            public CompletionStage<Detached> detach() {
                asked.complete(null);
                return given;
            }
        });
        TestProtocol next = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.with("drain.ms", 60_000).start(slow.ref(0, true));
        byte[] sent = Bytes.random(8 << 20);
        try (Socket socket = fixture.connect()) {
            TestProtocol.Handler handler = slow.next();
            fixture.listener.putProtocol(next.ref(1, true));
            asked.get();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> Bytes.write(socket, sent), THREADS);
            for (int i = 0; i < 1_000; i++) {
                CompletableFuture<Void> turn = new CompletableFuture<>();
                handler.connection.execute(
                        () -> handler.connection.schedule(Duration.ofNanos(1), () -> turn.complete(null)));
                turn.get();
            }
            assertTrue(fixture.listener.status().bytesIn() < 2 << 20);
            handler.connection.execute(() -> given.complete(new Detached("test", Optional.empty(), Map.of())));
            assertArrayEquals(sent, Bytes.read(socket, sent.length));
            writing.get();
        }
    }

    @Test
    void tasksHandedOverBetweenTwoInstancesWaitForTheSecond() throws Exception {
        TestProtocol first = new TestProtocol(p -> new TestProtocol.Handler());
        TestProtocol second = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(first.ref(0, true));
        try (Socket socket = fixture.connect()) {
            TestProtocol.Handler handler = first.next();
            fixture.listener.removeProtocol(first);
            CompletableFuture<Void> ran = new CompletableFuture<>();
            handler.connection.execute(() -> {
                handler.connection.reserve(1).put((byte) 5);
                ran.complete(null);
            });
            assertFalse(ran.isDone());
            fixture.listener.putProtocol(second.ref(0, false));
            assertSame(handler.connection, second.next().connection);
            assertEquals(5, socket.getInputStream().read());
        }
    }

    @Test
    void newConnectionsWaitForTheirProtocolAndTheGateway() throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.configure();
        assertEquals(Status.STARTING, fixture.report().status());
        assertTrue(fixture.report().message().endsWith("test; waits for protocol test and the gateway"));
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(8);
            fixture.await(status -> status.waiting() == 1);
            fixture.listener.putProtocol(protocol.ref(0, true));
            assertEquals(1, fixture.listener.status().waiting());
            fixture.listener.setGateway(fixture.gateway);
            assertEquals(8, socket.getInputStream().read());
            assertEquals(0, fixture.listener.status().waiting());
            assertEquals(Status.UP, fixture.report().status());
        }
    }

    @Test
    void waitingHasALimit() throws Exception {
        fixture.with("park.seconds", 0).configure();
        try (Socket socket = fixture.connect()) {
            assertEquals(-1, Bytes.end(socket));
        }
        assertEquals(1L, fixture.listener.status().refused().get("parked-too-long"));
        fixture.await(status -> status.waiting() == 0);
    }

    @Test
    void readingRestsWhileTheGatewayIsAway() throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.start(protocol.ref(0, true));
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            fixture.listener.unsetGateway(fixture.gateway);
            long before = fixture.listener.status().bytesIn();
            socket.getOutputStream().write(2);
            assertEquals(Status.DEGRADED, fixture.report().status());
            assertEquals(before, fixture.listener.status().bytesIn());
            fixture.listener.setGateway(fixture.gateway);
            assertEquals(2, socket.getInputStream().read());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsOfAReplacedGatewayAreAskedToComeAgain(boolean inline) throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.start(protocol.ref(0, inline));
        Gateway second = (request, downstream) -> new CompletableFuture<>();
        try (Socket socket = fixture.connect()) {
            protocol.next();
            fixture.listener.setGateway(second);
            fixture.listener.unsetGateway(fixture.gateway);
            assertEquals("BYE", new String(socket.getInputStream().readAllBytes()));
        }
        try (Socket socket = fixture.connect()) {
            assertSame(second, protocol.next().gateway);
            socket.getOutputStream().write(2);
            assertEquals(2, socket.getInputStream().read());
        }
        assertEquals(1L, fixture.listener.status().refused().get("gateway-replaced"));
    }

    @Test
    void theGatewayGoneForTooLongEndsTheConnection() throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Echo());
        fixture.with("park.seconds", 0).start(protocol.ref(0, true));
        try (Socket socket = fixture.connect()) {
            protocol.next();
            fixture.listener.unsetGateway(fixture.gateway);
            assertEquals("BYE", new String(socket.getInputStream().readAllBytes()));
        }
    }
}
