package io.parley.itest.mqtt.cuts;

import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client's end of a socket, packet by packet. For one thread, but for {@link #close}. */
final class Packets implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Packets(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Adds a packet to what goes out with the next {@link #flush}. */
    void send(String text, Object... arguments) {
        out.writeBytes(Dialect.V5.bytes(text.formatted(arguments), ""));
    }

    void flush() throws IOException {
        byte[] bytes = out.toByteArray();
        out.reset();
        socket.getOutputStream().write(bytes);
    }

    /** Waits for the next packet. */
    Packet read() throws IOException {
        int first = next();
        int length = 0;
        for (int shift = 0, part = 0x80; part > 0x7f; shift += 7) {
            part = next();
            length |= (part & 0x7f) << shift;
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("within a packet");
        }
        return new Packet(first, body);
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("before a packet");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
