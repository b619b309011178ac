package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.protocol.Connection;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in and bytes out, on both kinds of lane. */
final class ConnectionTest {
    private final ListenerFixture fixture = new ListenerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void echoesMegabytes(boolean inline) throws Exception {
        fixture.start(new TestProtocol(p -> new TestProtocol.Echo()).ref(0, inline));
        byte[] sent = Bytes.random(8 << 20);
        try (Socket socket = fixture.connect()) {
            CompletableFuture<byte[]> back = CompletableFuture.supplyAsync(() -> Bytes.read(socket, sent.length));
            socket.getOutputStream().write(sent);
            assertArrayEquals(sent, back.get());
            assertEquals(sent.length, fixture.listener.status().bytesIn());
            assertEquals(sent.length, fixture.listener.status().bytesOut());
        }
    }

    /** Reads frames of length and content only when they are whole, as protocols do. */
    static class Frames extends TestProtocol.Handler {
        final List<byte[]> frames = new ArrayList<>();

        @Override
        public void received(ByteBuffer bytes) {
            while (bytes.remaining() >= 4) {
                int size = bytes.getInt(bytes.position());
                if (bytes.remaining() - 4 < size) {
                    return;
                }
                byte[] frame = new byte[size];
                bytes.getInt();
                bytes.get(frame);
                frame(frame);
            }
        }

        void frame(byte[] frame) {
            connection.write(ByteBuffer.allocate(4 + frame.length)
                    .putInt(frame.length)
                    .put(frame)
                    .flip());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handsUnreadBytesOverAgainInFrontOfWhatFollows(boolean inline) throws Exception {
        fixture.start(new TestProtocol(p -> new Frames()).ref(0, inline));
        Random random = new Random(7);
        try (Socket socket = fixture.connect()) {
            ByteBuffer all = ByteBuffer.allocate(6 << 20);
            for (int size : new int[] {0, 1, 256, 16_000, 17_000, 70_000, 300_000, 2_000_000, 3, 1_000_000}) {
                byte[] frame = Bytes.random(size);
                all.putInt(size).put(frame);
            }
            byte[] sent = Arrays.copyOf(all.array(), all.position());
            CompletableFuture<byte[]> back = CompletableFuture.supplyAsync(() -> Bytes.read(socket, sent.length));
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < sent.length; ) {
                int size = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 10 : 100_000));
                out.write(sent, at, size);
                at += size;
            }
            assertArrayEquals(sent, back.get());
        }
    }

    @Test
    void manyTinyWritesOfOneGroupAreOneFlush() throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(protocol.ref(0, true));
        try (Socket socket = fixture.connect()) {
            Connection connection = protocol.next().connection;
            connection.execute(() -> {
                for (int i = 0; i < 5_000; i++) {
                    connection.reserve(4).putInt(i);
                    connection.flush();
                }
            });
            // A client that reads once gets all of it only if it came as one piece.
            byte[] first = new byte[20_000];
            int size = socket.getInputStream().read(first);
            assertEquals(20_000, size);
            assertEquals(4_999, ByteBuffer.wrap(first).getInt(19_996));
        }
    }

    @Test
    void holdsNoChunkWhileIdleAndMixesLargeAndSmall() throws Exception {
        TestProtocol protocol = new TestProtocol(p -> new TestProtocol.Handler());
        fixture.start(protocol.ref(0, true));
        byte[] large = Bytes.random(100_000);
        try (Socket socket = fixture.connect()) {
            Connection connection = protocol.next().connection;
            connection.execute(() -> {
                connection.reserve(64 * 1024).put((byte) 1);
                connection.write(ByteBuffer.wrap(large));
                connection.write(ByteBuffer.wrap(new byte[] {2}));
                connection.write(ByteBuffer.wrap(large).asReadOnlyBuffer());
                connection.reserve(0);
                connection.reserve(1).put((byte) 3);
                assertThrows(IllegalArgumentException.class, () -> connection.reserve(64 * 1024 + 1));
            });
            ByteBuffer expected = ByteBuffer.allocate(200_003);
            expected.put((byte) 1).put(large).put((byte) 2).put(large).put((byte) 3);
            assertArrayEquals(expected.array(), Bytes.read(socket, 200_003));
        }
    }

    /** Pauses after each frame and resumes from another thread, with bytes left unread. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unreadBytesComeAgainAfterResuming(boolean inline) throws Exception {
        class Pausing extends Frames {
            private boolean paused;

            @Override
            public void received(ByteBuffer bytes) {
                if (paused) {
                    throw new IllegalStateException("handed over although reading is paused");
                }
                if (bytes.remaining() < 4 || bytes.remaining() < 4 + bytes.getInt(bytes.position())) {
                    return;
                }
                byte[] frame = new byte[bytes.getInt()];
                bytes.get(frame);
                frame(frame);
                paused = true;
                connection.pauseReading();
                CompletableFuture.runAsync(() -> connection.execute(() -> {
                    paused = false;
                    connection.resumeReading();
                }));
            }
        }
        fixture.start(new TestProtocol(p -> new Pausing()).ref(0, inline));
        ByteBuffer sent = ByteBuffer.allocate(500 * 104);
        for (int i = 0; i < 500; i++) {
            sent.putInt(100).putInt(i).put(new byte[96]);
        }
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(sent.array());
            assertArrayEquals(sent.array(), Bytes.read(socket, sent.capacity()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastWordsArriveThoughTheClientStillSends(boolean inline) throws Exception {
        fixture.start(new TestProtocol(p -> new TestProtocol.Handler() {
                    @Override
                    public void received(ByteBuffer bytes) {
                        connection.write(ByteBuffer.wrap("refused".getBytes()));
                        connection.close();
                    }
                })
                .ref(0, inline));
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(new byte[8 << 20]);
            assertEquals("refused", new String(socket.getInputStream().readAllBytes()));
        }
        fixture.await(status -> status.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheHandlerWhenTheClientTakesNoMoreAndWhenItDoesAgain(boolean inline) throws Exception {
        class Watching extends TestProtocol.Handler {
            volatile CompletableFuture<Void> again;

            @Override
            public void writabilityChanged() {
                if (connection.writable() && again != null) {
                    again.complete(null);
                }
            }
        }
        TestProtocol protocol = new TestProtocol(p -> new Watching());
        fixture.with("high.water.kib", 64).with("low.water.kib", 32).start(protocol.ref(0, inline));
        try (Socket socket = fixture.connect()) {
            Watching handler = (Watching) protocol.next();
            int sent = 0;
            while (handler.again == null) {
                CompletableFuture<Void> turn = new CompletableFuture<>();
                handler.connection.execute(() -> {
                    handler.connection.write(ByteBuffer.allocate(8 << 20));
                    turn.complete(null);
                });
                turn.get();
                sent += 8 << 20;
                CompletableFuture<Boolean> full = new CompletableFuture<>();
                handler.connection.execute(() -> handler.connection.schedule(
                        Duration.ofMillis(20), () -> full.complete(!handler.connection.writable())));
                if (full.get()) {
                    handler.again = new CompletableFuture<>();
                }
            }
            assertFalse(handler.again.isDone());
            Bytes.read(socket, sent);
            handler.again.get();
        }
    }

    @Test
    void theMostUnreadAndTheMostUnsentEndAConnection() throws Exception {
        TestProtocol hoarder = new TestProtocol(p -> new TestProtocol.Handler() {
            @Override
            public void received(ByteBuffer bytes) {}
        });
        fixture.with("max.unread.mib", 1).with("max.unsent.mib", 1).start(hoarder.ref(0, true));
        try (Socket socket = fixture.connect()) {
            CompletableFuture.runAsync(() -> Bytes.writeUntilRefused(socket));
            assertEquals(-1, Bytes.end(socket));
        }
        try (Socket socket = fixture.connect()) {
            hoarder.next();
            Connection connection = hoarder.next().connection;
            connection.execute(() -> {
                for (int i = 0; i < 64; i++) {
                    connection.write(ByteBuffer.allocate(1 << 20));
                }
            });
            fixture.await(status -> status.open() == 0);
        }
        assertEquals(1L, fixture.listener.status().refused().get("too-much-unread"));
        assertEquals(1L, fixture.listener.status().refused().get("too-much-unsent"));
    }

    /** A lane worker that is behind: reading pauses instead of filling memory. */
    @Test
    void aSlowWorkerSlowsItsClient() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fixture.start(new TestProtocol(p -> new TestProtocol.Echo() {
                    @Override
                    public void received(ByteBuffer bytes) {
                        Bytes.awaitQuietly(go);
                        super.received(bytes);
                    }
                })
                .ref(0, false));
        byte[] sent = Bytes.random(20 << 20);
        try (Socket socket = fixture.connect()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> Bytes.write(socket, sent));
            fixture.await(status -> status.bytesIn() > 256 * 1024);
            assertFalse(writing.isDone());
            assertTrue(fixture.listener.status().bytesIn() < 4 << 20);
            go.countDown();
            assertArrayEquals(sent, Bytes.read(socket, sent.length));
        }
    }
}
