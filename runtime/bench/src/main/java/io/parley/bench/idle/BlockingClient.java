package io.parley.bench.idle;

import io.parley.bench.mqtt.Packets;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection that waits for each answer, or for many of them after many packets. For one thread. */
final class BlockingClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Socket socket = new Socket();
    private final InputStream in;

    BlockingClient(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        // Many come and go; a port that lingers after each would soon be the last one.
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        try {
            socket.connect(address, (int) PATIENCE.toMillis());
            in = socket.getInputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends what is in the buffer, which is empty then. */
    void send(ByteBuffer packets) throws IOException {
        socket.getOutputStream().write(packets.array(), 0, packets.position());
        packets.clear();
    }

    /** The next packet, of that type. */
    byte[] expect(int type) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int first = data.readUnsignedByte();
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = data.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            shift += 7;
        } while (digit > 0x7f);
        byte[] body = new byte[length];
        data.readFully(body);
        if (first >>> 4 != type) {
            throw new IOException(
                    "The server sent a packet of type " + (first >>> 4) + ", and one of type " + type + " was due");
        }
        return body;
    }

    void expectAccepted() throws IOException {
        byte[] answer = expect(Packets.CONNACK);
        if (answer[1] != 0) {
            throw new IOException("CONNECT was refused with return code " + answer[1]);
        }
    }

    /** The server closes after a DISCONNECT, and has taken it up then. */
    void expectEnd() throws IOException {
        try {
            int more = in.read();
            if (more >= 0) {
                throw new IOException("The server sent a packet of type " + (more >>> 4) + " after DISCONNECT");
            }
        } catch (EOFException e) {
            // That is an end, too.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
