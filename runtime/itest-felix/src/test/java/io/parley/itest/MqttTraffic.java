package io.parley.itest;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection of MQTT 3.1.1 that subscribes to what it publishes, with QoS 1 and numbered, a few messages under way at any
 * time: a message that is lost, comes twice or out of order, or an end of the connection, is a fault.
 */
final class MqttTraffic implements AutoCloseable {

    private static final String TOPIC = "traffic/every";
    private static final int WINDOW = 4;
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int SUBACK = 9;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread reader = new Thread(this::read, "mqtt-traffic");
    private volatile int received;
    private volatile String fault = "";
    private volatile boolean closing;
    private int sent;

    MqttTraffic(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        connect(out, "every");
        expect(CONNACK);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream subscribe = new DataOutputStream(body);
        subscribe.writeShort(1);
        subscribe.writeUTF(TOPIC);
        subscribe.writeByte(1);
        packet(out, 0x82, body.toByteArray());
        expect(SUBACK);
    }

    MqttTraffic start() throws IOException {
        reader.start();
        for (int i = 0; i < WINDOW; i++) {
            publish();
        }
        return this;
    }

    /** Opens one more connection for as long as it takes to be answered, so that settings of new connections are used. */
    static void visit(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            connect(new DataOutputStream(socket.getOutputStream()), "visitor");
            socket.getInputStream().read();
        }
    }

    private static void connect(DataOutputStream to, String client) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream connect = new DataOutputStream(body);
        connect.writeUTF("MQTT");
        connect.writeByte(4);
        connect.writeByte(2);
        connect.writeShort(0);
        connect.writeUTF(client);
        packet(to, 0x10, body.toByteArray());
    }

    private static void packet(DataOutputStream to, int first, byte[] body) throws IOException {
        byte[] packet = new byte[body.length + 2];
        packet[0] = (byte) first;
        packet[1] = (byte) body.length;
        System.arraycopy(body, 0, packet, 2, body.length);
        to.write(packet);
        to.flush();
    }

    private synchronized void publish() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream publish = new DataOutputStream(body);
        publish.writeUTF(TOPIC);
        publish.writeShort(sent % 65_535 + 1);
        publish.writeInt(sent++);
        packet(out, 0x32, body.toByteArray());
    }

    private byte[] expect(int type) throws IOException {
        int first = in.readUnsignedByte();
        byte[] body = new byte[in.readUnsignedByte()];
        in.readFully(body);
        if (first >> 4 != type) {
            throw new IOException("a packet of type " + (first >> 4) + " in place of " + type);
        }
        return body;
    }

    private void read() {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                byte[] body = new byte[in.readUnsignedByte()];
                in.readFully(body);
                if (first >> 4 == PUBLISH) {
                    take(ByteBuffer.wrap(body));
                } else if (first >> 4 != PUBACK) {
                    throw new IOException("a packet of type " + (first >> 4));
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                fault = "after " + received + " messages: " + e;
            }
        }
    }

    private void take(ByteBuffer body) throws IOException {
        byte[] topic = new byte[body.getShort()];
        body.get(topic);
        short id = body.getShort();
        int number = body.getInt();
        if (number != received || !new String(topic, StandardCharsets.UTF_8).equals(TOPIC)) {
            throw new IOException("number " + number + " in place of " + received);
        }
        synchronized (this) {
            packet(out, 0x40, ByteBuffer.allocate(2).putShort(id).array());
        }
        received++;
        publish();
    }

    /** Whether nothing has gone wrong with it so far. */
    boolean goesOn() {
        return fault.isEmpty();
    }

    /** Waits until so many messages more have arrived. */
    void flow(int more) {
        int wanted = received + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (received < wanted) {
            if (!fault.isEmpty() || System.nanoTime() > end) {
                throw new AssertionError(
                        "traffic does not flow, " + received + " of " + wanted + " messages arrived; " + fault);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        socket.close();
    }
}
