package io.parley.itest.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/** A socket that says whatever a test wants it to say. */
final class RawClient implements AutoCloseable {

    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket;

    RawClient(InetSocketAddress server) throws IOException {
        this(new Socket(), server);
    }

    /** As {@link #RawClient(InetSocketAddress)}, over TLS. */
    RawClient(InetSocketAddress server, SSLContext trust) throws IOException {
        this(trust.getSocketFactory().createSocket(), server);
    }

    private RawClient(Socket socket, InetSocketAddress server) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(server, LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** As {@link #RawClient(InetSocketAddress)}, with a small receive buffer. */
    RawClient(InetSocketAddress server, int receiveBytes) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(server, LIMIT_MILLIS);
    }

    /** Sends bytes; false when the server has closed the connection before it took them. */
    boolean send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    byte[] read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("The server closed the connection after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Waits until the server has closed the connection, and gives what it sent before. */
    byte[] readToEnd() throws IOException {
        InputStream in = socket.getInputStream();
        ByteBuffer all = ByteBuffer.allocate(64 * 1024);
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.put((byte) next);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("The server left the connection open for " + LIMIT_MILLIS + " ms", e);
        } catch (IOException e) {
            // A reset: closed with bytes unread.
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Connected with a clean session. */
    static RawClient connected(InetSocketAddress server, String clientId) throws IOException {
        return new RawClient(server).connectedAs(clientId);
    }

    /** Connects with a clean session. */
    RawClient connectedAs(String clientId) throws IOException {
        send(connect(clientId));
        read(4);
        return this;
    }

    static byte[] connect(String clientId) {
        byte[] id = clientId.getBytes(UTF_8);
        return join(bytes(0x10, 12 + id.length, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, id.length), id);
    }

    static byte[] join(byte[] first, byte[] then) {
        return ByteBuffer.allocate(first.length + then.length)
                .put(first)
                .put(then)
                .array();
    }

    static byte[] bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) values[i];
        }
        return all;
    }
}
