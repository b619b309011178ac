package io.parley.itest.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Packets;
import io.parley.bench.mqtt.Stamp;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A client that does one thing after the other, and waits for the answer. */
public final class BlockingClient implements AutoCloseable {

    private static final int LIMIT_MILLIS = 30_000;
    private static final int PUBLISHER = 7;
    private static final int SERVER_MOVED = 0x9d;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    private boolean repeated;

    /** Messages that came before an answer, which a server may send whenever it likes. */
    private final Deque<Packet> early = new ArrayDeque<>();

    /** A packet as it came. */
    private record Packet(int first, ByteBuffer body) {
        int type() {
            return first >>> 4;
        }
    }

    private BlockingClient(InetSocketAddress server) throws IOException {
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(server, LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connected; an {@link IOException} when it is refused. */
    public static BlockingClient connect(InetSocketAddress server, String clientId, boolean clean) throws IOException {
        BlockingClient client = new BlockingClient(server);
        try {
            Packets.connect(client.out, clientId, clean);
            int code = client.ask(Packets.CONNACK).body().get(1);
            if (code != 0) {
                throw new IOException("refused with return code " + code);
            }
            return client;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /**
     * Whether the server says that the session is elsewhere, which only MQTT 5.0 has a word for. Otherwise it was resumed, or made, and waits again;
     * an {@link IOException} when neither can be said.
     */
    public static boolean isElsewhere(InetSocketAddress server, String clientId) throws IOException {
        try (BlockingClient client = new BlockingClient(server)) {
            Packets.connect(client.out, MqttVersion.V5_0, clientId, false, 0);
            int reason = client.ask(Packets.CONNACK).body().get(1) & 0xff;
            if (reason != 0 && reason != SERVER_MOVED) {
                throw new IOException("refused with reason code " + reason);
            }
            return reason == SERVER_MOVED;
        }
    }

    public void subscribe(String filter) throws IOException {
        Packets.subscribe(out, 1, List.of(filter), 1);
        int granted = ask(Packets.SUBACK).body().get(2);
        if (granted != 1) {
            throw new IOException("subscription answered with " + granted);
        }
    }

    /** Publishes a numbered message and waits until it is acknowledged; false when the connection ends instead. */
    public boolean publish(String topic, int sequence, int bytes, boolean retain) throws IOException {
        int begin = out.position();
        int at = Packets.publish(out, topic, 1, bytes);
        out.put(begin, (byte) (out.get(begin) | (retain ? 1 : 0)));
        out.putShort(at, (short) (sequence % 65_535 + 1));
        Stamp.write(out, at + 2, bytes, PUBLISHER, sequence, 0);
        try {
            return ask(Packets.PUBACK).body().getShort(0) == (short) (sequence % 65_535 + 1);
        } catch (EOFException | SocketException e) {
            return false;
        }
    }

    /** The number of the next message, which must come; it is acknowledged. */
    public int take() throws IOException {
        Packet packet = message();
        int at = payload(packet);
        if (!Stamp.intact(packet.body(), at, packet.body().limit() - at)) {
            throw new IOException("a message that nobody sent");
        }
        int number = (int) Stamp.sequence(packet.body(), at);
        send();
        return number;
    }

    /** What the next message says that has not come before; it is acknowledged, and so are those before. */
    public String takeText() throws IOException {
        Packet packet;
        int at;
        do {
            packet = message();
            at = payload(packet);
            send();
        } while (repeated);
        return UTF_8.decode(packet.body().position(at)).toString();
    }

    private Packet message() throws IOException {
        Packet packet = early.isEmpty() ? read() : early.remove();
        if (packet.type() != Packets.PUBLISH) {
            throw new IOException("a packet of type " + packet.type());
        }
        repeated = (packet.first() & Packets.DUP) != 0;
        return packet;
    }

    /** Whether the message that was taken last is said to have come before. */
    public boolean repeated() {
        return repeated;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Where it begins; an acknowledgement is ready to be sent. */
    private int payload(Packet packet) {
        int at = 2 + (packet.body().getShort(0) & 0xffff);
        if ((packet.first() >>> 1 & 3) > 0) {
            Packets.ack(out, Packets.PUBACK, packet.body().getShort(at) & 0xffff);
            at += 2;
        }
        return at;
    }

    private Packet ask(int answer) throws IOException {
        send();
        Packet packet = read();
        for (; packet.type() == Packets.PUBLISH; packet = read()) {
            early.add(packet);
        }
        if (packet.type() != answer) {
            throw new IOException("a packet of type " + packet.type() + ", due is " + answer);
        }
        return packet;
    }

    private void send() throws IOException {
        socket.getOutputStream().write(out.array(), 0, out.position());
        out.clear();
    }

    private Packet read() throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        for (int shift = 0, digit = 0x80; (digit & 0x80) != 0; shift += 7) {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
        }
        return new Packet(first, ByteBuffer.wrap(in.readNBytes(length)));
    }
}
