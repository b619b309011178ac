package io.parley.bench.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker for QoS 0 and 1 that hands messages on, and does one thing wrong with the hundredth. */
final class FaultyBroker implements AutoCloseable {

    private static final int VICTIM = 100;
    private static final int ALIASES = 10;

    enum Fault {
        NONE,
        LOSE,
        DOUBLE,
        SWAP,
        CORRUPT
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<OutputStream, String> subscribers = new LinkedHashMap<>();
    private final MqttVersion version;
    private final Fault fault;
    private int published;
    private byte[] held;
    private int aliased;

    FaultyBroker(MqttVersion version, Fault fault) throws IOException {
        this.version = version;
        this.fault = fault;
        start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Messages that came with an alias instead of their topic. */
    synchronized int aliased() {
        return aliased;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            start(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String topic = "";
            while (true) {
                int first = in.readUnsignedByte();
                byte[] body = in.readNBytes(remainingLength(in));
                switch (first >>> 4) {
                    case Packets.CONNECT -> connect(body, out);
                    case Packets.SUBSCRIBE -> subscribe(body, out);
                    case Packets.PUBLISH -> topic = publish(first, ByteBuffer.wrap(body), topic, out);
                    case Packets.DISCONNECT -> {
                        return;
                    }
                    default -> {}
                }
            }
        }
    }

    private void connect(byte[] body, OutputStream out) throws IOException {
        if (body[6] != version.level()) {
            throw new IOException("Protocol level " + body[6]);
        }
        out.write(version.properties() ? new byte[] {0x20, 6, 0, 0, 3, 0x22, 0, ALIASES} : new byte[] {0x20, 2, 0, 0});
    }

    private synchronized void subscribe(byte[] body, OutputStream out) throws IOException {
        int at = version.properties() ? 3 : 2;
        subscribers.put(out, new String(body, at + 2, body[at + 1], UTF_8));
        byte qos = body[body.length - 1];
        out.write(
                version.properties()
                        ? new byte[] {(byte) 0x90, 4, body[0], body[1], 0, qos}
                        : new byte[] {(byte) 0x90, 3, body[0], body[1], qos});
    }

    /** Returns the topic, which the same client may leave out next time. */
    private synchronized String publish(int first, ByteBuffer body, String aliasOf, OutputStream publisher)
            throws IOException {
        int number = ++published;
        Fault now = number == VICTIM ? fault : Fault.NONE;
        byte[] name = new byte[body.getShort()];
        body.get(name);
        aliased += name.length == 0 ? 1 : 0;
        String topic = name.length == 0 ? aliasOf : new String(name, UTF_8);
        int qos = first >>> 1 & 3;
        int id = qos == 0 ? 0 : body.getShort();
        if (qos == 1) {
            publisher.write(new byte[] {0x40, 2, (byte) (id >>> 8), (byte) id});
        }
        if (version.properties()) {
            body.position(Packets.skipProperties(body, body.position()));
        }
        if (now == Fault.CORRUPT) {
            body.put(body.limit() - 1, (byte) ~body.get(body.limit() - 1));
        }
        byte[] packet = packet(topic, qos, id, body);
        if (now == Fault.SWAP) {
            held = packet;
        } else if (now != Fault.LOSE) {
            deliver(topic, packet);
        }
        if (now == Fault.DOUBLE) {
            deliver(topic, packet);
        }
        if (number > VICTIM && held != null && topic.equals(topic(held))) {
            deliver(topic, held);
            held = null;
        }
        return topic;
    }

    private void deliver(String topic, byte[] packet) throws IOException {
        for (Map.Entry<OutputStream, String> subscriber : subscribers.entrySet()) {
            String filter = subscriber.getValue();
            boolean prefix = filter.endsWith("+") && topic.startsWith(filter.substring(0, filter.length() - 1));
            if (prefix || topic.equals(filter)) {
                subscriber.getKey().write(packet);
            }
        }
    }

    private byte[] packet(String topic, int qos, int id, ByteBuffer payload) {
        ByteBuffer packet = ByteBuffer.allocate(payload.remaining() + topic.length() + 16);
        int idAt = Packets.publish(packet, version, topic, 0, qos, payload.remaining());
        int end = packet.position();
        if (qos > 0) {
            packet.putShort(idAt, (short) id);
        }
        packet.put(end - payload.remaining(), payload, payload.position(), payload.remaining());
        return Arrays.copyOf(packet.array(), end);
    }

    private static String topic(byte[] packet) {
        int at = packet[1] < 0 ? 3 : 2;
        return new String(packet, at + 2, packet[at + 1], UTF_8);
    }

    private static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The client or the test is done.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
