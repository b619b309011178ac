package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.protocol.Connection;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What clients may take of a listener. */
final class LimitsTest {
    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());

    @AfterEach
    void close() {
        fixture.close();
    }

    private static boolean echoes(Socket socket) throws Exception {
        try {
            socket.getOutputStream().write(1);
            return socket.getInputStream().read() == 1;
        } catch (SocketException e) {
            return false;
        }
    }

    private long refused(String reason) {
        return fixture.listener.status().refused().getOrDefault(reason, 0L);
    }

    @Test
    void oneAddressHasSoManyConnectionsAndTheLimitIsLive() throws Exception {
        fixture.with("max.connections.per.address", 2).start(echo.ref(0, true));
        try (Socket one = fixture.connect();
                Socket two = fixture.connect()) {
            assertTrue(echoes(one));
            assertTrue(echoes(two));
            try (Socket three = fixture.connect()) {
                assertFalse(echoes(three));
            }
            assertEquals(1, refused("too-many-from-address"));
            fixture.with("max.connections.per.address", 3).configure();
            try (Socket three = fixture.connect()) {
                assertTrue(echoes(three));
            }
            fixture.await(status -> status.open() == 2);
            one.close();
            fixture.await(status -> status.open() == 1);
            fixture.with("max.connections.per.address", 2).configure();
            try (Socket again = fixture.connect()) {
                assertTrue(echoes(again));
            }
        }
        fixture.await(status -> fixture.listener.admission().addresses() == 0);
    }

    @Test
    void connectionsThatComeTooFastAreClosed() throws Exception {
        fixture.with("connection.rate", 1).with("connection.burst", 3).start(echo.ref(0, true));
        List<Socket> sockets = new ArrayList<>();
        int good = 0;
        for (int i = 0; i < 20; i++) {
            Socket socket = fixture.connect();
            sockets.add(socket);
            good += echoes(socket) ? 1 : 0;
        }
        assertTrue(good >= 3 && good < 20, "accepted " + good);
        assertEquals(20 - good, refused("too-fast"));
        fixture.with("connection.rate", 0).configure();
        try (Socket socket = fixture.connect()) {
            assertTrue(echoes(socket));
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aBucketFillsAgain() {
        AtomicLong now = new AtomicLong(-5);
        TokenBucket bucket = new TokenBucket(now::get);
        assertTrue(bucket.take(2, 2));
        assertTrue(bucket.take(2, 2));
        assertFalse(bucket.take(2, 2));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(499));
        assertFalse(bucket.take(2, 2));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertTrue(bucket.take(2, 2));
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertTrue(bucket.take(2, 2));
        assertTrue(bucket.take(2, 2));
        assertFalse(bucket.take(2, 2));
    }

    @Test
    void aClientThatSendsTooFastWaits() throws Exception {
        fixture.with("max.kib.per.second", 64).start(echo.ref(0, true));
        byte[] sent = Bytes.random(192 * 1024);
        long begin = System.nanoTime();
        try (Socket socket = fixture.connect();
                Socket other = fixture.connect()) {
            Thread writing = new Thread(() -> Bytes.write(socket, sent));
            writing.start();
            assertTrue(echoes(other));
            assertEquals(sent.length, Bytes.read(socket, sent.length).length);
            writing.join();
        }
        // A second's bytes at once, then the rate; the last piece is not waited for.
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(millis >= 900, millis + " ms");
    }

    @Test
    void whatWaitsForAllClientsTogetherIsBounded() throws Exception {
        TestProtocol quiet = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.with("max.unsent.total.mib", 16).start(quiet.ref(0, true));
        try (Socket greedy = fixture.connect()) {
            Connection large = quiet.next().connection;
            try (Socket modest = fixture.connect()) {
                Connection small = quiet.next().connection;
                small.execute(() -> small.write(ByteBuffer.allocate(8 << 20)));
                large.execute(() -> large.write(ByteBuffer.allocate(32 << 20)));
                fixture.await(status -> refused("too-much-unsent-in-total") == 1);
                fixture.await(status -> status.open() == 1);
                assertEquals(8 << 20, Bytes.read(modest, 8 << 20).length);
            }
        }
    }

    @Test
    void refusalsAreTellingButFew() throws Exception {
        AtomicLong now = new AtomicLong();
        Pace pace = new Pace(LoggerFactory.getLogger(LimitsTest.class), now::get);
        assertTrue(pace.warn("one"));
        assertFalse(pace.warn("two"));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertTrue(pace.warn("three"));
        assertFalse(pace.warn("four"));
    }
}
