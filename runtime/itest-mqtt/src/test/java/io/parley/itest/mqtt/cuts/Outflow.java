package io.parley.itest.mqtt.cuts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Random;

/**
 * What a client sends, and remembers until the server has answered it: numbered messages of QoS 1 and 2. Those of QoS 1 have an id of their
 * own, by which the server knows one that comes again. For the client's thread.
 */
final class Outflow {

    private static final int WINDOW = 8;
    private static final int PACKET_IDS = 16;

    private final String client;
    private final String topic;
    private final Random random;
    private final Progress progress;
    private final Deque<Sent> unanswered = new ArrayDeque<>();
    private int count;
    private long again;

    /** A message whose handshake has not ended. */
    private static final class Sent {
        private final int number;
        private final int qos;
        private final int packetId;
        private boolean received;

        Sent(int number, int qos, int packetId) {
            this.number = number;
            this.qos = qos;
            this.packetId = packetId;
        }
    }

    Outflow(String client, String topic, Random random, Progress progress) {
        this.client = client;
        this.topic = topic;
        this.random = random;
        this.progress = progress;
    }

    int count() {
        return count;
    }

    long again() {
        return again;
    }

    boolean settled() {
        return unanswered.isEmpty();
    }

    /** A new connection: what is not answered goes out again, in its order. */
    void resume(Packets to) {
        for (Sent message : unanswered) {
            again++;
            if (message.received) {
                progress.note("%s sends PUBREL for %d again, id %d", client, message.number, message.packetId);
                to.send("62 { %04x }", message.packetId);
            } else {
                publish(to, message, 8);
            }
        }
    }

    /** Sends as much as may be under way. */
    void fill(Packets to) {
        while (unanswered.size() < WINDOW) {
            one(to);
        }
    }

    void one(Packets to) {
        Sent message = new Sent(count++, 1 + random.nextInt(2), free());
        unanswered.add(message);
        publish(to, message, 0);
    }

    /** The lowest one, so that each is used often. */
    private int free() {
        for (int id = 1; id <= PACKET_IDS; id++) {
            int candidate = id;
            if (unanswered.stream().noneMatch(message -> message.packetId == candidate)) {
                return id;
            }
        }
        throw new IllegalStateException("All packet ids are in use");
    }

    private void publish(Packets to, Sent message, int dup) {
        progress.note(
                "%s sends %d, QoS %d, id %d%s",
                client, message.number, message.qos, message.packetId, dup > 0 ? ", again" : "");
        String properties =
                message.qos == 1 ? "26 ['parley-dedupe-id'] ['%s-%d']".formatted(client, message.number) : "";
        to.send(
                "%02x { ['%s'] %04x { %s } '%s' }",
                0x30 | message.qos << 1 | dup, topic, message.packetId, properties, text(client, message.number));
    }

    /** The payload of a message: of any length up to 200, and all of it known. */
    static String text(String client, int number) {
        String word = client + " " + number + " ";
        return word + ".".repeat(Math.floorMod(word.hashCode(), 200 - word.length()));
    }

    void puback(int packetId) {
        answered("PUBACK", packetId, 1, false);
    }

    void pubrec(Packets to, int packetId) {
        Sent message = find(packetId);
        if (message == null || message.qos != 2) {
            progress.fault("%s got PUBREC %d, for nothing", client, packetId);
            return;
        }
        message.received = true;
        progress.note("%s got PUBREC for %d, id %d", client, message.number, packetId);
        to.send("62 { %04x }", packetId);
    }

    void pubcomp(int packetId) {
        answered("PUBCOMP", packetId, 2, true);
    }

    private void answered(String what, int packetId, int qos, boolean received) {
        Sent message = find(packetId);
        if (message == null || message.qos != qos || message.received != received) {
            progress.fault("%s got %s %d, for nothing", client, what, packetId);
            return;
        }
        progress.note("%s got %s for %d, id %d", client, what, message.number, packetId);
        unanswered.remove(message);
    }

    private Sent find(int packetId) {
        Iterator<Sent> all = unanswered.iterator();
        while (all.hasNext()) {
            Sent message = all.next();
            if (message.packetId == packetId) {
                return message;
            }
        }
        return null;
    }
}
