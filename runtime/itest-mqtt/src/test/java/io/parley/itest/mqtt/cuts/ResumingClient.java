package io.parley.itest.mqtt.cuts;

import io.parley.itest.mqtt.wire.Packet;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A client of MQTT 5 that connects again whenever its connection is gone, and goes on where both sides were: it keeps what section 4.1 wants
 * of a client, and the last token of its watch over the state. On a thread of its own.
 */
final class ResumingClient implements AutoCloseable {

    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;
    private static final int SUBACK = 0x90;
    private static final int PINGRESP = 0xd0;
    private static final int DISCONNECT = 0xe0;
    private static final int TAKEN_OVER = 0x8e;
    private static final Set<Integer> ANSWERS = Set.of(PUBACK, PUBREC, PUBCOMP);

    /** A step of each side in the state comes with every so many packets. */
    private static final int PACKETS_A_STEP = 5;

    private final String id;
    private final String inbound;
    private final InetSocketAddress server;
    private final Outflow outflow;
    private final Inflow inflow;
    private final Changing own;
    private final Counting servers;
    private final Mirror mirror;
    private final Progress progress;
    private final Thread thread;
    private Packets packets;
    private boolean known;
    private int received;
    private volatile boolean subscribed;
    private volatile boolean sending;
    private volatile boolean closed;
    private volatile int owed;

    // For other threads: as they were behind the last packet.
    private volatile boolean settled;
    private volatile int sent;
    private volatile int arrived;

    /**
     * @param inbound the topic to subscribe to
     * @param own what the client counts in the state
     * @param servers what the server does, which knows nothing of connections
     */
    ResumingClient(
            String id,
            String inbound,
            InetSocketAddress server,
            Outflow outflow,
            Inflow inflow,
            Changing own,
            Counting servers,
            Mirror mirror,
            Progress progress) {
        this.id = id;
        this.inbound = inbound;
        this.server = server;
        this.outflow = outflow;
        this.inflow = inflow;
        this.own = own;
        this.servers = servers;
        this.mirror = mirror;
        this.progress = progress;
        thread = new Thread(this::run, id);
        thread.setDaemon(true);
        thread.start();
    }

    boolean subscribed() {
        return subscribed;
    }

    /** Whether it sends as much as it may. */
    void sending(boolean much) {
        sending = much;
    }

    /** Sends so many more when it connects the next time, and no others. */
    void owes(int messages) {
        owed = messages;
    }

    /** Whether no handshake is under way, in either direction, as far as it knows. */
    boolean settled() {
        return settled && owed == 0;
    }

    int sent() {
        return sent;
    }

    /** How many messages have come. */
    int arrived() {
        return arrived;
    }

    private void run() {
        while (!closed) {
            try (Packets connection = new Packets(server)) {
                packets = connection;
                talk();
            } catch (IOException e) {
                progress.note("%s is cut off: %s", id, e);
                mirror.cut();
            } catch (RuntimeException | AssertionError e) {
                progress.fault("%s: %s", id, e);
                return;
            }
        }
    }

    private void talk() throws IOException {
        packets.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['%s'] }", id);
        packets.flush();
        begin(packets.read());
        look();
        while (!closed) {
            packets.flush();
            take(packets.read());
            received++;
            if (subscribed && sending) {
                outflow.fill(packets);
                if (received % PACKETS_A_STEP == 0) {
                    own.step(packets);
                    servers.step();
                }
            }
            own.goOn(packets);
            look();
        }
    }

    private void look() {
        settled = outflow.settled() && inflow.settled() && own.settled();
        sent = outflow.count();
        arrived = inflow.next();
        progress.moved();
    }

    private void begin(Packet connack) {
        if (connack.first() != CONNACK || connack.at(1) != 0) {
            progress.fault("%s got instead of being accepted: %s", id, connack);
        }
        boolean present = connack.at(0) == 1;
        if (known && !present) {
            progress.fault("%s: its session is gone", id);
        }
        known = true;
        progress.note("%s is connected", id);
        mirror.connected();
        if (!subscribed) {
            packets.send("82 { ffff 00 ['%s'] 02 }", inbound);
            return;
        }
        outflow.resume(packets);
        own.resume(packets);
        own.goOn(packets);
        for (; owed > 0; owed--) {
            outflow.one(packets);
        }
        if (sending) {
            outflow.fill(packets);
        }
    }

    private void take(Packet packet) throws IOException {
        if (packet.first() == DISCONNECT) {
            // A connection that was cut before, and whose CONNECT came late.
            if (packet.body().length == 0 || packet.at(0) != TAKEN_OVER) {
                progress.fault("%s is sent away: %s", id, packet);
            }
            throw new EOFException("taken over");
        }
        if (packet.first() >> 4 == PUBLISH) {
            publish(packet);
            return;
        }
        if (packet.first() == PINGRESP) {
            own.alive();
            return;
        }
        int packetId = packet.at(0) << 8 | packet.at(1);
        int reason = packet.body().length > 2 && packet.first() != SUBACK ? packet.at(2) : 0;
        if (Changing.isOne(packetId) && ANSWERS.contains(packet.first())) {
            own.answered(packets, packet.first(), packetId, reason);
            return;
        }
        if (reason >= 0x80) {
            progress.fault("%s was refused: %s", id, packet);
        }
        switch (packet.first()) {
            case SUBACK -> subscribed = true;
            case PUBACK -> outflow.puback(packetId);
            case PUBREC -> outflow.pubrec(packets, packetId);
            case PUBREL -> inflow.pubrel(packets, packetId);
            case PUBCOMP -> outflow.pubcomp(packetId);
            default -> progress.fault("%s got %s", id, packet);
        }
    }

    private void publish(Packet packet) {
        int at = 2 + (packet.at(0) << 8 | packet.at(1));
        int packetId = packet.at(at) << 8 | packet.at(at + 1);
        // A length of one byte: the properties are those few of the server's.
        int begin = at + 3 + packet.at(at + 2);
        String text = new String(packet.body(), begin, packet.body().length - begin, StandardCharsets.UTF_8);
        inflow.publish(packets, packet.first() >> 1 & 3, (packet.first() & 8) != 0, packetId, text);
    }

    /** Waits for the thread's end, after which what it kept may be read. */
    @Override
    public void close() throws InterruptedException, IOException {
        closed = true;
        Packets open = packets;
        if (open != null) {
            open.close();
        }
        thread.join();
    }
}
