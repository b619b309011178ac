package io.parley.bench.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking connection that cuts what it receives into packets and gathers what is to be sent. For the selector's
 * thread only. The selection key's attachment is this socket.
 */
public final class MqttSocket implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** What one packet may cause to be sent at the most while packets are parsed. */
    private static final int ANSWER_BYTES = 64;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final PacketSink sink;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private MqttSocket(SocketChannel channel, Selector selector, PacketSink sink) throws IOException {
        this.channel = channel;
        this.sink = sink;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Connects, blocking, and registers with the selector. */
    public static MqttSocket open(InetSocketAddress address, Selector selector, PacketSink sink) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(address);
            return new MqttSocket(channel, selector, sink);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Packets to send are put here; {@link #flush} sends them. */
    public ByteBuffer out() {
        return out;
    }

    /** Does what the selector found the socket ready for, and sends the answers. */
    public void ready() throws IOException {
        if (key.isReadable() && channel.read(in) < 0) {
            throw new EOFException("The broker closed the connection");
        }
        parse();
        flush();
    }

    /** Sends what it can; the rest follows when the socket takes it. */
    public void flush() throws IOException {
        if (out.position() == 0) {
            return;
        }
        out.flip();
        channel.write(out);
        boolean rest = out.hasRemaining();
        out.compact();
        int interest = rest ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Bytes waiting to be sent. */
    public int unsent() {
        return out.position();
    }

    private void parse() throws IOException {
        int at = 0;
        int end = in.position();
        while (end - at >= 2 && out.remaining() >= ANSWER_BYTES) {
            int length = 0;
            int index = at + 1;
            int shift = 0;
            boolean more = true;
            while (more && index < end) {
                byte digit = in.get(index++);
                length |= (digit & 0x7f) << shift;
                shift += 7;
                more = digit < 0;
            }
            if (!more && length > BUFFER_BYTES - 5) {
                throw new IOException("The broker sent a packet of " + length + " bytes, more than was published");
            }
            if (more || end - index < length) {
                break;
            }
            sink.packet(in.get(at) & 0xff, in, index, length);
            at = index + length;
        }
        if (at > 0) {
            in.flip().position(at);
            in.compact();
        }
    }

    /** Closes without DISCONNECT and without waiting. */
    @Override
    public void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is to be had from a connection that is given up.
        }
    }
}
