package io.parley.itest.mqtt.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A connection to a server in another process. */
public final class SocketWire implements Wire {

    private final Socket socket;

    private SocketWire(Socket socket) {
        this.socket = socket;
    }

    public static SocketWire open(InetSocketAddress server) {
        try {
            Socket socket = new Socket(server.getAddress(), server.getPort());
            socket.setTcpNoDelay(true);
            return new SocketWire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("There is no server at " + server, e);
        }
    }

    @Override
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The server has closed the connection; reading tells.
        }
    }

    @Override
    public int read(Duration within) throws IOException {
        socket.setSoTimeout((int) within.toMillis());
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            // At once, and with a reset: as a network breaks.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
