package io.parley.itest.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Packets;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of MQTT 5 that has one connection and, on it, one thing under way: it makes transactions with what it takes from a queue. */
final class Worker implements AutoCloseable {

    private static final int LIMIT_MILLIS = 30_000;
    private static final int USER_PROPERTY = 0x26;
    private static final int REFUSED = 0x80;

    /** What came from a queue and was not acknowledged. */
    record Taken(String topic, int packetId, String text) {}

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private final Deque<Taken> hand = new ArrayDeque<>();

    /** Packet ids that wait for a PUBACK, each with the reason code that came; null until then. */
    private final Map<Integer, Integer> answers = new HashMap<>();

    private int lastId;

    Worker(InetSocketAddress server, String clientId) throws IOException {
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(server, LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        ByteBuffer connect = ByteBuffer.allocate(256);
        Packets.connect(connect, MqttVersion.V5_0, clientId, true, 0);
        unsent.write(connect.array(), 0, connect.position());
        flush();
        if (read() != Packets.CONNACK) {
            throw new IOException("No CONNACK");
        }
    }

    void subscribe(String... filters) throws IOException {
        ByteBuffer subscribe = ByteBuffer.allocate(1024);
        Packets.subscribe(subscribe, MqttVersion.V5_0, nextId(), List.of(filters), 1);
        unsent.write(subscribe.array(), 0, subscribe.position());
        flush();
        while (read() != Packets.SUBACK) {
            // A delivery, which is in hand now.
        }
    }

    /** Adds a PUBLISH to what is sent next. */
    void publish(String topic, String text, String... userProperties) throws IOException {
        ByteArrayOutputStream properties = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(properties);
        for (int i = 0; i < userProperties.length; i += 2) {
            out.writeByte(USER_PROPERTY);
            text(out, userProperties[i]);
            text(out, userProperties[i + 1]);
        }
        int id = nextId();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        text(fields, topic);
        fields.writeShort(id);
        length(fields, properties.size());
        properties.writeTo(fields);
        fields.write(text.getBytes(UTF_8));
        DataOutputStream packet = new DataOutputStream(unsent);
        packet.writeByte(Packets.PUBLISH << 4 | 1 << 1);
        length(packet, body.size());
        body.writeTo(packet);
        answers.put(id, null);
    }

    /** Sends what was added; returns when each PUBLISH is answered, with the worst of their reason codes. */
    int answered() throws IOException {
        flush();
        while (answers.containsValue(null)) {
            read();
        }
        int worst = answers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        answers.clear();
        return worst;
    }

    /** So many of what the queue gave, fewer where less is at hand, but one at the least. */
    List<Taken> take(int most) throws IOException {
        while (hand.isEmpty()) {
            read();
        }
        List<Taken> taken = new ArrayList<>();
        while (taken.size() < most && !hand.isEmpty()) {
            taken.add(hand.poll());
        }
        return taken;
    }

    /** They are kept after all, to be taken first. */
    void keep(List<Taken> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            hand.addFirst(taken.get(i));
        }
    }

    /** Confirms them by a PUBACK each. */
    void confirm(List<Taken> taken) throws IOException {
        ByteBuffer acks = ByteBuffer.allocate(Packets.ACK_BYTES * taken.size());
        taken.forEach(one -> Packets.ack(acks, Packets.PUBACK, one.packetId()));
        unsent.write(acks.array(), 0, acks.position());
        flush();
    }

    static boolean isRefusal(int reasonCode) {
        return reasonCode >= REFUSED;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int nextId() {
        lastId = lastId % 65_535 + 1;
        return lastId;
    }

    private void flush() throws IOException {
        unsent.writeTo(socket.getOutputStream());
        unsent.reset();
    }

    /** Takes one packet up; its type. */
    private int read() throws IOException {
        int first = in.readUnsignedByte();
        byte[] bytes = new byte[length()];
        in.readFully(bytes);
        ByteBuffer body = ByteBuffer.wrap(bytes);
        switch (first >>> 4) {
            case Packets.CONNACK -> check(body.get(1) == 0, "refused with", body.get(1));
            case Packets.SUBACK ->
                check(bytes[bytes.length - 1] == 1, "subscription answered with", bytes[bytes.length - 1]);
            case Packets.PUBACK -> answers.put(body.getShort() & 0xffff, body.hasRemaining() ? body.get() & 0xff : 0);
            case Packets.PUBLISH -> hand.add(taken(body));
            default -> throw new IllegalStateException("a packet of type %x".formatted(first));
        }
        return first >>> 4;
    }

    private static void check(boolean good, String what, int code) {
        if (!good) {
            throw new IllegalStateException("%s 0x%02x".formatted(what, code & 0xff));
        }
    }

    private static Taken taken(ByteBuffer body) {
        String topic = text(body, body.getShort() & 0xffff);
        int id = body.getShort() & 0xffff;
        int properties = 0;
        for (int shift = 0, digit = 0x80; (digit & 0x80) != 0; shift += 7) {
            digit = body.get();
            properties |= (digit & 0x7f) << shift;
        }
        body.position(body.position() + properties);
        return new Taken(topic, id, text(body, body.remaining()));
    }

    private int length() throws IOException {
        int length = 0;
        for (int shift = 0, digit = 0x80; (digit & 0x80) != 0; shift += 7) {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
        }
        return length;
    }

    private static void length(DataOutputStream out, int length) throws IOException {
        int rest = length;
        for (; rest > 0x7f; rest >>>= 7) {
            out.writeByte(rest | 0x80);
        }
        out.writeByte(rest);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String text(ByteBuffer in, int bytes) {
        byte[] text = new byte[bytes];
        in.get(text);
        return new String(text, UTF_8);
    }
}
