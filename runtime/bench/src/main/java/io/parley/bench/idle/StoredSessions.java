package io.parley.bench.idle;

import io.parley.bench.mqtt.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sessions of clients that are not connected: each with one subscription, which no other has, and messages that wait for it. Works
 * with several connections at a time.
 */
public final class StoredSessions {

    private static final int THREADS = 4;

    /** Clients of one thread that connect at the same time. */
    private static final int AT_ONCE = 100;

    /** Messages of one thread that are published before their acknowledgements are waited for. */
    private static final int WINDOW = 1_000;

    private final InetSocketAddress address;
    private final int count;
    private final int messages;
    private final int payloadBytes;

    /**
     * @param messages that wait in each session
     * @param payloadBytes of a message
     */
    public StoredSessions(InetSocketAddress address, int count, int messages, int payloadBytes) {
        this.address = address;
        this.count = count;
        this.messages = messages;
        this.payloadBytes = payloadBytes;
    }

    private interface Part {
        void run(int from, int to) throws IOException;
    }

    private void inParts(Part part) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int from = (int) ((long) count * i / THREADS);
                int to = (int) ((long) count * (i + 1) / THREADS);
                parts.add(threads.submit(() -> {
                    part.run(from, to);
                    return null;
                }));
            }
            for (Future<?> running : parts) {
                running.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Opens, subscribes and leaves. */
    public void make() throws IOException {
        inParts((from, to) -> {
            for (int first = from; first < to; first += AT_ONCE) {
                make(first, Math.min(to, first + AT_ONCE));
            }
        });
    }

    private void make(int from, int to) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1_024);
        List<BlockingClient> clients = new ArrayList<>();
        try {
            for (int i = from; i < to; i++) {
                BlockingClient client = new BlockingClient(address);
                clients.add(client);
                Packets.connect(out, id(i), false);
                Packets.subscribe(out, 1, List.of(topic(i)), 1);
                client.send(out);
            }
            for (BlockingClient client : clients) {
                client.expectAccepted();
                client.expect(Packets.SUBACK);
                Packets.disconnect(out);
                client.send(out);
            }
            for (BlockingClient client : clients) {
                client.expectEnd();
            }
        } finally {
            for (BlockingClient client : clients) {
                client.close();
            }
        }
    }

    /** Publishes what is to wait in the sessions, each message acknowledged. */
    public void fill() throws IOException {
        inParts((from, to) -> {
            try (BlockingClient client = new BlockingClient(address)) {
                ByteBuffer out = ByteBuffer.allocate(WINDOW * (payloadBytes + 64));
                Packets.connect(out, "filler-" + from, true);
                client.send(out);
                client.expectAccepted();
                int waiting = 0;
                for (int i = from; i < to; i++) {
                    for (int number = 0; number < messages; number++) {
                        publish(out, i, number, waiting + 1);
                        if (++waiting == WINDOW) {
                            acknowledged(client, out, waiting);
                            waiting = 0;
                        }
                    }
                }
                acknowledged(client, out, waiting);
            }
        });
    }

    private static void acknowledged(BlockingClient client, ByteBuffer out, int count) throws IOException {
        client.send(out);
        for (int i = 0; i < count; i++) {
            client.expect(Packets.PUBACK);
        }
    }

    private void publish(ByteBuffer out, int session, int number, int packetId) {
        int at = Packets.publish(out, topic(session), 1, payloadBytes);
        out.putShort(at, (short) packetId);
        out.putInt(at + 2, session).putInt(at + 6, number);
    }

    /**
     * Connects as one of the clients, and takes what waits.
     *
     * @throws IOException when it is not just what was published, in order
     */
    public void take(int session) throws IOException {
        try (BlockingClient client = new BlockingClient(address)) {
            ByteBuffer out = ByteBuffer.allocate(1_024);
            Packets.connect(out, id(session), false);
            client.send(out);
            client.expectAccepted();
            for (int number = 0; number < messages; number++) {
                ByteBuffer body = ByteBuffer.wrap(client.expect(Packets.PUBLISH));
                int topicBytes = body.getShort();
                body.position(2 + topicBytes);
                int packetId = body.getShort() & 0xffff;
                int ofSession = body.getInt();
                int ofNumber = body.getInt();
                if (ofSession != session || ofNumber != number) {
                    throw new IOException("Session " + session + " got message " + ofNumber + " of session " + ofSession
                            + ", and its own message " + number + " was due");
                }
                Packets.ack(out, Packets.PUBACK, packetId);
                client.send(out);
            }
            Packets.ping(out);
            client.send(out);
            client.expect(Packets.PINGRESP);
        }
    }

    private static String id(int session) {
        return "stored-" + session;
    }

    private static String topic(int session) {
        return "bench/stored/" + session;
    }
}
