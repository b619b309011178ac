package io.parley.itest;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client of MQTT 5 that answers what comes to a topic: to its response topic, with its correlation data. */
final class Responder implements AutoCloseable {

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int SUBACK = 9;
    private static final int RESPONSE_TOPIC = 8;
    private static final int CORRELATION_DATA = 9;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile String fault = "";
    private volatile boolean closing;

    Responder(int port, String client, String topic) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.write(new byte[] {5, 2, 0, 0, 0});
        body.writeUTF(client);
        write(0x10, bytes);
        expect(CONNACK);
        body.writeShort(1);
        body.writeByte(0);
        body.writeUTF(topic);
        body.writeByte(1);
        write(0x82, bytes);
        expect(SUBACK);
        new Thread(this::read, "responder").start();
    }

    /** What went wrong; empty for nothing. */
    String fault() {
        return fault;
    }

    private void write(int first, ByteArrayOutputStream body) throws IOException {
        out.writeByte(first);
        int rest = body.size();
        for (; rest > 127; rest >>= 7) {
            out.writeByte(rest & 127 | 128);
        }
        out.writeByte(rest);
        body.writeTo(out);
        out.flush();
        body.reset();
    }

    private void expect(int type) throws IOException {
        int first = in.readUnsignedByte();
        body();
        if (first >> 4 != type) {
            throw new IOException("a packet of type " + (first >> 4) + " in place of " + type);
        }
    }

    private ByteBuffer body() throws IOException {
        int size = 0;
        int shift = 0;
        int octet;
        do {
            octet = in.readUnsignedByte();
            size |= (octet & 127) << shift;
            shift += 7;
        } while (octet > 127);
        byte[] body = new byte[size];
        in.readFully(body);
        return ByteBuffer.wrap(body);
    }

    private void read() {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                ByteBuffer body = body();
                if (first >> 4 == PUBLISH) {
                    answer(body);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                fault = e.toString();
            }
        }
    }

    /** A request with QoS 1, whose properties are shorter than 128 bytes. */
    private void answer(ByteBuffer request) throws IOException {
        binary(request);
        short id = request.getShort();
        int end = request.get() + request.position();
        byte[] topic = {};
        byte[] correlation = {};
        while (request.position() < end) {
            switch (request.get()) {
                case RESPONSE_TOPIC -> topic = binary(request);
                case CORRELATION_DATA -> correlation = binary(request);
                case 2 -> request.getInt();
                default -> throw new IOException("an unexpected property in a request");
            }
        }
        String question = StandardCharsets.UTF_8.decode(request).toString();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(id);
        write(0x40, bytes);
        body.writeShort(topic.length);
        body.write(topic);
        body.writeShort(1);
        body.writeByte(correlation.length + 3);
        body.writeByte(CORRELATION_DATA);
        body.writeShort(correlation.length);
        body.write(correlation);
        body.write(("Re: " + question).getBytes(StandardCharsets.UTF_8));
        write(0x32, bytes);
    }

    private static byte[] binary(ByteBuffer from) {
        byte[] bytes = new byte[from.getShort()];
        from.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        socket.close();
    }
}
