package io.parley.bench.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback address. */
public final class Ports {

    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * A port that was free a moment ago; whoever wants it must take it soon. It lies below those that systems give to outgoing
     * connections, so that none of these takes it meanwhile.
     */
    public static int free() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody has it; the next one may be free.
            }
        }
        throw new IOException("None of " + ATTEMPTS + " ports from " + LOWEST + " to " + HIGHEST + " is free");
    }

    public static InetSocketAddress local(int port) {
        return new InetSocketAddress(loopback(), port);
    }

    /** Whether somebody listens there. */
    public static boolean open(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }
}
