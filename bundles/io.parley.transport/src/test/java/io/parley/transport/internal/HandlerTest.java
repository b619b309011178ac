package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.protocol.Connection;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection's handler is told and what it has done, one thing at a time, on both kinds of lane. */
final class HandlerTest {
    private final ListenerFixture fixture = new ListenerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsTasksOneAtATimeInOrder(boolean inline) throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(protocol.ref(0, inline));
        int producers = 4;
        int each = 20_000;
        try (Socket socket = fixture.connect()) {
            Connection connection = protocol.next().connection;
            int[] last = new int[producers];
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger wrong = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(producers * each);
            for (int p = 0; p < producers; p++) {
                int producer = p;
                new Thread(() -> {
                            for (int i = 1; i <= each; i++) {
                                int number = i;
                                connection.execute(() -> {
                                    if (inside.getAndIncrement() != 0 || ++last[producer] != number) {
                                        wrong.incrementAndGet();
                                    }
                                    connection.reserve(1).put((byte) 1);
                                    inside.decrementAndGet();
                                    done.countDown();
                                });
                            }
                        })
                        .start();
            }
            assertEquals(producers * each, Bytes.read(socket, producers * each).length);
            assertTrue(done.await(10, TimeUnit.SECONDS));
            assertEquals(0, wrong.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksGivenOnTheLaneRunBehindEarlierOnes(boolean inline) throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(protocol.ref(0, inline));
        try (Socket socket = fixture.connect()) {
            Connection connection = protocol.next().connection;
            StringBuilder order = new StringBuilder();
            CountDownLatch both = new CountDownLatch(1);
            CompletableFuture<Void> done = new CompletableFuture<>();
            connection.execute(() -> {
                Bytes.awaitQuietly(both);
                connection.execute(() -> order.append("c"));
                connection.execute(() -> done.complete(null));
                order.append("a");
            });
            connection.execute(() -> order.append("b"));
            both.countDown();
            done.get();
            assertEquals("abc", order.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHandlerIsToldOnceThatTheConnectionClosed(boolean inline) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            public void closed() {
                calls.incrementAndGet();
                // Dropped, as nothing can be sent any more.
                connection.reserve(10).putInt(1);
                connection.write(ByteBuffer.allocate(10_000));
                connection.execute(calls::incrementAndGet);
                connection.schedule(Duration.ZERO, calls::incrementAndGet);
                super.closed();
            }
        });
        fixture.start(protocol.ref(0, inline));
        Socket socket = fixture.connect();
        TestProtocol.Handler handler = protocol.next();
        socket.close();
        handler.closed.get();
        fixture.await(status -> status.closed() == 1);
        handler.connection.close();
        assertEquals(1, calls.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailingHandlerClosesItsConnectionOnly(boolean inline) throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Echo() {
            @Override
            public void received(ByteBuffer bytes) {
                if (bytes.get(0) == 'x') {
                    throw new IllegalStateException("cannot read x");
                }
                super.received(bytes);
            }
        });
        fixture.start(protocol.ref(0, inline));
        try (Socket good = fixture.connect();
                Socket bad = fixture.connect()) {
            bad.getOutputStream().write('x');
            assertEquals(-1, Bytes.end(bad));
            good.getOutputStream().write('y');
            assertEquals('y', good.getInputStream().read());
        }
        assertEquals(1L, fixture.listener.status().refused().get("protocol-failed"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timersRunOnTheLaneUntilCancelled(boolean inline) throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(protocol.ref(0, inline));
        try (Socket socket = fixture.connect()) {
            Connection connection = protocol.next().connection;
            AtomicInteger cancelled = new AtomicInteger();
            connection.execute(() -> {
                Connection.Timer timer = connection.schedule(Duration.ofMillis(1), cancelled::incrementAndGet);
                connection.schedule(
                        Duration.ofMillis(2), () -> connection.reserve(1).put((byte) 7));
                timer.cancel();
                timer.cancel();
            });
            assertEquals(7, socket.getInputStream().read());
            assertEquals(0, cancelled.get());
        }
    }
}
