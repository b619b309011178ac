package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Class loaders after a swap; threads and buffers after the end. */
final class NothingIsLeftTest {

    /** Has a {@link SwappedProtocol} of its own. */
    private static final class VersionLoader extends ClassLoader {
        VersionLoader() {
            super(NothingIsLeftTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(SwappedProtocol.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Protocol version(List<WeakReference<ClassLoader>> loaders) throws ReflectiveOperationException {
        ClassLoader loader = new VersionLoader();
        loaders.add(new WeakReference<>(loader));
        return (Protocol) loader.loadClass(SwappedProtocol.class.getName())
                .getConstructor()
                .newInstance();
    }

    private static ProtocolRef ref(Protocol protocol, int ranking, boolean inline) {
        return new ProtocolRef(protocol, List.of("test"), ranking, ranking, inline);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProtocolThatWasSwappedCanBeCollected(boolean inline) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (ListenerFixture fixture = new ListenerFixture()) {
            Protocol current = version(loaders);
            fixture.start(ref(current, 0, inline));
            try (Socket socket = fixture.connect()) {
                for (int i = 1; i <= 5; i++) {
                    socket.getOutputStream().write(i);
                    assertEquals(i, socket.getInputStream().read());
                    Protocol next = version(loaders);
                    fixture.listener.removeProtocol(current);
                    fixture.listener.putProtocol(ref(next, i, inline));
                    current = next;
                }
                current = null;
                collected(loaders.subList(0, 5));
                // What versions left behind was not run either.
                socket.getOutputStream().write(9);
                assertEquals(9, socket.getInputStream().read());
            }
        }
    }

    /** While the connection waits for the next version the last one is gone already. */
    @Test
    void aProtocolThatIsGoneCanBeCollectedBeforeItsSuccessorComes() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (ListenerFixture fixture = new ListenerFixture()) {
            Protocol current = version(loaders);
            fixture.start(ref(current, 0, true));
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                fixture.listener.removeProtocol(current);
                current = null;
                collected(loaders);
            }
        }
    }

    /** Its class loader is the one of the instance that went: the tasks of the one that came are run nevertheless. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProtocolThatIsStoppedAndStartedGoesOn(boolean inline) throws Exception {
        Class<?> type = new VersionLoader().loadClass(SwappedProtocol.class.getName());
        try (ListenerFixture fixture = new ListenerFixture()) {
            Protocol current = (Protocol) type.getConstructor().newInstance();
            fixture.start(ref(current, 0, inline));
            try (Socket socket = fixture.connect()) {
                for (int i = 1; i <= 5; i++) {
                    socket.getOutputStream().write(i);
                    assertEquals(i, socket.getInputStream().read());
                    fixture.listener.removeProtocol(current);
                    current = (Protocol) type.getConstructor().newInstance();
                    fixture.listener.putProtocol(ref(current, i, inline));
                }
                socket.getOutputStream().write(9);
                assertEquals(9, socket.getInputStream().read());
            }
        }
    }

    private static void collected(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        while (loaders.stream().anyMatch(loader -> loader.get() != null)) {
            System.gc();
            if (Thread.interrupted()) {
                throw new InterruptedException(loaders.stream()
                        .map(loader -> loader.get() != null)
                        .toList()
                        .toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void buffersAndThreadsAreGone(boolean inline) throws Exception {
        long before = buffers();
        TestProtocol hoarder = new TestProtocol(p -> new TestProtocol.Echo() {
            @Override
            public void received(ByteBuffer bytes) {
                if (bytes.remaining() > 100_000) {
                    connection.write(ByteBuffer.allocateDirect(1 << 20));
                    connection.reserve(10).put((byte) 1);
                }
            }
        });
        List<Socket> sockets = new ArrayList<>();
        List<TestProtocol.Handler> handlers = new ArrayList<>();
        try (ListenerFixture fixture = new ListenerFixture().start(hoarder.ref(0, inline))) {
            for (int i = 0; i < 20; i++) {
                Socket socket = fixture.connect();
                sockets.add(socket);
                socket.getOutputStream().write(new byte[i * 10_000]);
                handlers.add(hoarder.next());
                Connection connection = handlers.get(i).connection;
                // Ends in the middle of everything.
                CompletableFuture.runAsync(() -> {
                    for (int task = 0; task < 1_000; task++) {
                        connection.execute(() -> connection.reserve(100).putInt(1));
                    }
                });
            }
            fixture.await(status -> status.bytesIn() == 1_900_000);
            assertTrue(threads().findAny().isPresent());
            sockets.get(3).close();
            // A careless handler still writes when nobody will ever flush.
            handlers.get(3).closed.get();
            fixture.await(status -> status.closed() == 1);
            handlers.get(3).connection.reserve(10);
            fixture.listener.removeProtocol(hoarder);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        assertEquals(before, buffers());
        assertEquals(
                List.of(),
                threads().filter(name -> name.startsWith("parley-io")).toList());
    }

    private static long buffers() {
        return PooledByteBufAllocator.DEFAULT.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("parley-"));
    }
}
