package io.parley.itest.crash;

import io.parley.bench.mqtt.Packets;
import io.parley.bench.mqtt.Stamp;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** Receives the messages of some senders in a persistent session, and checks each of them. */
final class Receiver extends FleetClient {

    private final int qos;
    private final List<String> topics;
    private final List<Sender> all;
    private final List<Sender> followed;
    private final BitSet[] seen;
    private final int[] highest;

    /** Packet ids between PUBLISH and PUBREL: what makes a QoS 2 message arrive once. */
    private final BitSet unreleased = new BitSet();

    private long redelivered;

    /**
     * @param topics of the followed senders
     * @param all senders, by number
     * @param followed those whose messages this one must receive
     */
    Receiver(
            String fleet,
            int number,
            int qos,
            List<String> topics,
            List<Sender> all,
            List<Sender> followed,
            InetSocketAddress address,
            Faults faults) {
        super(fleet + " receiver " + number, address, faults);
        this.qos = qos;
        this.topics = topics;
        this.all = all;
        this.followed = followed;
        seen = new BitSet[all.size()];
        highest = new int[all.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet();
            highest[i] = -1;
        }
    }

    /** Whether everything that was sent is here. */
    boolean settled() {
        return followed.stream().allMatch(sender -> seen[all.indexOf(sender)].cardinality() == sender.sent());
    }

    /** What is missing, for people. */
    String missing() {
        StringBuilder text = new StringBuilder(clientId()).append(" misses");
        for (Sender sender : followed) {
            BitSet missing = new BitSet();
            missing.set(0, sender.sent());
            missing.andNot(seen[all.indexOf(sender)]);
            if (!missing.isEmpty()) {
                text.append(' ')
                        .append(missing.cardinality())
                        .append(" of ")
                        .append(sender.sent())
                        .append(" of ")
                        .append(sender.clientId())
                        .append(" from number ")
                        .append(missing.nextSetBit(0))
                        .append(';');
            }
        }
        return text.toString();
    }

    long redelivered() {
        return redelivered;
    }

    @Override
    void begin(boolean present) {
        if (present) {
            ready();
        } else {
            Packets.subscribe(socket().out(), 1, topics, qos);
        }
    }

    @Override
    void send(long now) {
        // It only answers.
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.SUBACK -> ready();
            case Packets.PUBLISH -> publish(first, in, at, length);
            case Packets.PUBREL -> {
                int id = in.getShort(at) & 0xffff;
                unreleased.clear(id);
                Packets.ack(socket().out(), Packets.PUBCOMP, id);
            }
            default -> faults().add("%s got a packet of type %d", clientId(), first >>> 4);
        }
    }

    private void publish(int first, ByteBuffer in, int at, int length) {
        int idAt = at + 2 + (in.getShort(at) & 0xffff);
        int bytes = at + length - idAt - 2;
        int level = first >>> 1 & 3;
        if (level != qos || !Stamp.intact(in, idAt + 2, bytes)) {
            faults().add("%s got a message with QoS %d and %d bytes that nobody sent", clientId(), level, bytes);
            return;
        }
        int id = in.getShort(idAt) & 0xffff;
        boolean dup = (first & Packets.DUP) != 0;
        Packets.ack(socket().out(), qos == 1 ? Packets.PUBACK : Packets.PUBREC, id);
        if (qos == 2 && unreleased.get(id)) {
            redelivered++;
            if (!dup) {
                faults().add("%s got packet id %d again before PUBREL, not flagged DUP", clientId(), id);
            }
            return;
        }
        if (qos == 2) {
            unreleased.set(id);
        }
        check(Stamp.publisher(in, idAt + 2), (int) Stamp.sequence(in, idAt + 2), dup);
    }

    private void check(int publisher, int sequence, boolean dup) {
        Sender sender = all.get(publisher);
        if (!seen[publisher].get(sequence)) {
            if (sequence < highest[publisher]) {
                faults().add("%s got %d of %s after %d", clientId(), sequence, sender.clientId(), highest[publisher]);
            }
            seen[publisher].set(sequence);
            highest[publisher] = Math.max(highest[publisher], sequence);
            return;
        }
        redelivered++;
        if (qos == 2) {
            faults().add("%s got %d of %s twice", clientId(), sequence, sender.clientId());
        } else if (!dup && !sender.wasResent(sequence)) {
            // A QoS 1 message that its sender repeated is a new one to the server, so only that may come unflagged.
            faults().add("%s got %d of %s again, not flagged DUP", clientId(), sequence, sender.clientId());
        }
    }
}
