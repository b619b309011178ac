package io.parley.transport.internal;

import io.parley.spi.protocol.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Prints what one message of 270 bytes costs the socket threads, from one client's socket through a copy on the heap and
 * the other client's lane to that one's socket. Not a test. Arguments: inline (true), messages a write of the client (100).
 */
final class RelaySpeed {
    private static final int SIZE = 270;

    private RelaySpeed() {}

    /** The first connection's messages go to the second one. */
    private static final class Relay extends TestProtocol.Handler {
        static volatile Connection target;
        static volatile Connection source;

        private List<byte[]> batch = new ArrayList<>();

        @Override
        public void received(ByteBuffer bytes) {
            while (bytes.remaining() >= SIZE) {
                byte[] message = new byte[SIZE];
                bytes.get(message);
                batch.add(message);
            }
        }

        @Override
        public void receivedAll() {
            Connection to = target;
            List<byte[]> ready = batch;
            batch = new ArrayList<>(ready.size());
            to.execute(() -> ready.forEach(message -> to.reserve(SIZE).put(message)));
            if (!to.writable()) {
                source = connection;
                connection.pauseReading();
            }
        }

        @Override
        public void writabilityChanged() {
            Connection from = source;
            if (from != null && connection.writable()) {
                from.execute(from::resumeReading);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        boolean inline = args.length < 1 || Boolean.parseBoolean(args[0]);
        int group = args.length < 2 ? 100 : Integer.parseInt(args[1]);
        TestProtocol protocol = new TestProtocol(p -> new Relay());
        try (ListenerFixture fixture = new ListenerFixture()) {
            fixture.transport.threads(1);
            fixture.start(protocol.ref(0, inline));
            try (Socket from = fixture.connect();
                    Socket to = fixture.connect()) {
                protocol.next();
                Relay.target = protocol.next().connection;
                for (int round = 0; round < 6; round++) {
                    round(from, to, group);
                }
            }
        }
        System.exit(0);
    }

    private static void round(Socket from, Socket to, int group) throws Exception {
        int groups = 1_500_000 / group;
        long cpu = cpu();
        long start = System.nanoTime();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try {
                InputStream in = to.getInputStream();
                byte[] buffer = new byte[1 << 18];
                for (long left = (long) groups * group * SIZE; left > 0; ) {
                    int size = in.read(buffer);
                    if (size < 0) {
                        throw new IOException("closed by the server");
                    }
                    left -= size;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        byte[] bytes = new byte[group * SIZE];
        for (int i = 0; i < groups; i++) {
            from.getOutputStream().write(bytes);
        }
        reading.get();
        double count = (double) groups * group;
        System.out.printf(
                "%.0f messages/s, %.0f ns CPU of socket threads a message%n",
                count * 1e9 / (System.nanoTime() - start), (cpu() - cpu) / count);
    }

    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("parley-")) {
                sum += threads.getThreadCpuTime(id);
            }
        }
        return sum;
    }
}
