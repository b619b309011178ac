package io.parley.bench.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker for QoS 0 and 1 that hands messages on, and does one thing wrong with the hundredth. */
final class FaultyBroker implements AutoCloseable {

    private static final int VICTIM = 100;

    enum Fault {
        NONE,
        LOSE,
        DOUBLE,
        SWAP,
        CORRUPT
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, OutputStream> subscribers = new ConcurrentHashMap<>();
    private final AtomicInteger published = new AtomicInteger();
    private final Fault fault;
    private byte[] held;

    FaultyBroker(Fault fault) throws IOException {
        this.fault = fault;
        start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
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
            while (true) {
                int first = in.readUnsignedByte();
                byte[] body = in.readNBytes(remainingLength(in));
                switch (first >>> 4) {
                    case Packets.CONNECT -> out.write(new byte[] {0x20, 2, 0, 0});
                    case Packets.SUBSCRIBE -> {
                        subscribers.put(new String(body, 4, body[3]), out);
                        out.write(new byte[] {(byte) 0x90, 3, body[0], body[1], body[body.length - 1]});
                    }
                    case Packets.PUBLISH -> publish(first, body, out);
                    case Packets.DISCONNECT -> {
                        return;
                    }
                    default -> {}
                }
            }
        }
    }

    private synchronized void publish(int first, byte[] body, OutputStream publisher) throws IOException {
        int number = published.incrementAndGet();
        Fault now = number == VICTIM ? fault : Fault.NONE;
        int topicBytes = body[1];
        if ((first >>> 1 & 3) == 1) {
            publisher.write(new byte[] {0x40, 2, body[2 + topicBytes], body[3 + topicBytes]});
        }
        if (now == Fault.CORRUPT) {
            body[body.length - 1] ^= 1;
        }
        byte[] packet = packet(first, body);
        OutputStream subscriber = subscribers.get(new String(body, 2, topicBytes));
        if (now == Fault.SWAP) {
            held = packet;
        } else if (now != Fault.LOSE) {
            subscriber.write(packet);
        }
        if (now == Fault.DOUBLE) {
            subscriber.write(packet);
        }
        if (number == VICTIM + 1 && held != null) {
            subscriber.write(held);
        }
    }

    private static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        for (int rest = body.length; ; rest >>>= 7) {
            packet.write(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
            if (rest <= 0x7f) {
                break;
            }
        }
        packet.writeBytes(body);
        return packet.toByteArray();
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
