package io.parley.itest.mqtt.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;

/** A connection to a server in another process. */
public final class SocketWire implements Wire {

    private final Socket socket;
    private final String unknown;

    private SocketWire(Socket socket, String unknown) {
        this.socket = socket;
        this.unknown = unknown;
    }

    /** @param unknown a word of which that server knows nothing special: a test that says it does not take place */
    public static SocketWire open(InetSocketAddress server, String unknown) {
        try {
            Socket socket = new Socket(server.getAddress(), server.getPort());
            socket.setTcpNoDelay(true);
            return new SocketWire(socket, unknown);
        } catch (IOException e) {
            throw new UncheckedIOException("There is no server at " + server, e);
        }
    }

    @Override
    public void send(byte[] bytes) {
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(unknown)) {
            Assumptions.abort("wants a server in this JVM, for '" + unknown + "'");
        }
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
        if (socket.isClosed()) {
            return;
        }
        try {
            // At once, and with a reset: as a network breaks.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
