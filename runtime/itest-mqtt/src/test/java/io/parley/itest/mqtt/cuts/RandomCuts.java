package io.parley.itest.mqtt.cuts;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network that breaks each connection behind a random byte of a random direction, until it has broken so many. */
final class RandomCuts implements AutoCloseable {

    /** One of four connections does not outlive its handshake by much. */
    private static final int EARLY = 100;

    private static final int LATE = 6_000;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Random random;
    private final int most;
    private final Progress progress;
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    RandomCuts(InetSocketAddress server, Random random, int most, Progress progress) throws IOException {
        this.server = server;
        this.random = random;
        this.most = most;
        this.progress = progress;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("cuts accept", this::accept);
    }

    /** Where the client connects to. */
    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    int cuts() {
        return cuts.get();
    }

    /** Whether it breaks no more, but for connections that are there. */
    boolean enough() {
        return cuts.get() >= most;
    }

    /** Breaks what is there now. */
    void cutAll() {
        links.forEach(link -> link.cut(true));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket upstream = new Socket(server.getAddress(), server.getPort());
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            long bytes = enough() ? Long.MAX_VALUE : 1 + random.nextInt(random.nextInt(4) == 0 ? EARLY : LATE);
            Link link = new Link(client, upstream, random.nextBoolean(), bytes, random.nextBoolean());
            links.add(link);
            start("cuts to server", () -> link.pump(client, upstream, true));
            start("cuts to client", () -> link.pump(upstream, client, false));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Broken connections are this class's purpose; without a listener nobody comes any more.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, and how it is going to break. */
    private final class Link {

        private final Socket client;
        private final Socket upstream;
        private final boolean counted;
        private final long bytes;
        private final boolean reset;

        /**
         * @param counted whether bytes to the server are counted, or those to the client
         * @param bytes so many pass
         * @param reset whether both ends see a reset, or else an end
         */
        Link(Socket client, Socket upstream, boolean counted, long bytes, boolean reset) {
            this.client = client;
            this.upstream = upstream;
            this.counted = counted;
            this.bytes = bytes;
            this.reset = reset;
        }

        void pump(Socket from, Socket to, boolean toServer) throws IOException {
            byte[] buffer = new byte[16 * 1024];
            long left = toServer == counted ? bytes : Long.MAX_VALUE;
            try {
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    int passes = (int) Math.min(read, left);
                    to.getOutputStream().write(buffer, 0, passes);
                    left -= passes;
                    if (left == 0) {
                        cuts.incrementAndGet();
                        progress.moved();
                        cut(reset);
                        return;
                    }
                }
            } finally {
                cut(false);
            }
        }

        void cut(boolean hard) {
            links.remove(this);
            end(client, hard);
            end(upstream, hard);
        }

        private void end(Socket socket, boolean hard) {
            try {
                if (hard && !socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException e) {
                // It is gone already, which is what was wanted.
            }
        }
    }
}
