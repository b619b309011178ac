package io.parley.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports on the loopback address. */
public final class Ports {

    private Ports() {}

    /** A port that was free a moment ago; whoever wants it must take it soon. */
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
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
