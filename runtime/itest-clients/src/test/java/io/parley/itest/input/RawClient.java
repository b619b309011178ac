package io.parley.itest.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A client that says whatever a test wants it to say. */
final class RawClient implements AutoCloseable {

    private final Link link;

    RawClient(Link link) {
        this.link = link;
    }

    /** Sends bytes; false when the server has closed the connection before it took them. */
    boolean send(byte[] bytes) {
        try {
            link.write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    byte[] read(int count) throws IOException {
        byte[] bytes = link.in().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("The server closed the connection after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads one packet, with its header; shorter than 128 bytes. */
    byte[] readPacket() throws IOException {
        byte[] head = read(2);
        return join(head, read(head[1]));
    }

    /** Waits until the server has closed the connection, and gives what it sent before. */
    byte[] readToEnd() throws IOException {
        InputStream in = link.in();
        ByteBuffer all = ByteBuffer.allocate(64 * 1024);
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.put((byte) next);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("The server left the connection open for " + Link.LIMIT_MILLIS + " ms", e);
        } catch (IOException e) {
            // A reset: closed with bytes unread.
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Override
    public void close() throws IOException {
        link.close();
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

    /** Connects with MQTT 5.0 and a clean start. */
    RawClient connectedWith5As(String clientId) throws IOException {
        send(connect5(clientId));
        byte[] connack = readPacket();
        if (connack[0] != 0x20 || connack[3] != 0) {
            throw new IOException("Not connected: " + Arrays.toString(connack));
        }
        return this;
    }

    static byte[] connect5(String clientId) {
        byte[] id = clientId.getBytes(UTF_8);
        return join(bytes(0x10, 13 + id.length, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, id.length), id);
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
