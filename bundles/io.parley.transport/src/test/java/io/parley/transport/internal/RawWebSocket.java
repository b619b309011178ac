package io.parley.transport.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client that sends and shows the very bytes. */
final class RawWebSocket implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    final Socket socket;
    final DataInputStream in;

    /** @param fin whether it is the last of its message */
    record Frame(boolean fin, int opcode, byte[] content) {
        int closeCode() {
            return (content[0] & 0xFF) << 8 | content[1] & 0xFF;
        }
    }

    RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static String request(String path, String... headers) {
        StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    static String[] headers(String... more) {
        String[] usual = {
            "Host: localhost:1",
            "Upgrade: websocket",
            "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Key: " + KEY,
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: other, test"
        };
        String[] all = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return all;
    }

    /** Sends the usual request and returns the answer's head. */
    String open(String path) throws IOException {
        send(request(path, headers()).getBytes(StandardCharsets.US_ASCII));
        return head();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Up to the empty line. */
    String head() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!text.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            text.write(in.readUnsignedByte());
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    static byte[] frame(boolean fin, int opcode, byte[] content) {
        return frame((fin ? 0x80 : 0) | opcode, true, content);
    }

    static byte[] frame(int first, boolean masked, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int mask = masked ? 0x80 : 0;
        out.write(first);
        if (content.length <= 125) {
            out.write(mask | content.length);
        } else if (content.length <= 0xFFFF) {
            out.write(mask | 126);
            out.write(content.length >> 8);
            out.write(content.length);
        } else {
            out.write(mask | 127);
            out.writeBytes(new byte[4]);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(content.length >> shift);
            }
        }
        if (masked) {
            out.writeBytes(MASK);
        }
        for (int i = 0; i < content.length; i++) {
            out.write(masked ? content[i] ^ MASK[i % 4] : content[i]);
        }
        return out.toByteArray();
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] content = new byte[(int) size];
        in.readFully(content);
        return new Frame((first & 0x80) != 0, first & 0x7F, content);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
