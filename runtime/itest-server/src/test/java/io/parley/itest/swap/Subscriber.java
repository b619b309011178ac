package io.parley.itest.swap;

import io.parley.bench.mqtt.Packets;
import io.parley.bench.mqtt.Stamp;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Subscribes with QoS 1, acknowledges, and looks at order and repetition. */
final class Subscriber extends Peer {

    private final String filter;
    private final Ledger ledger;
    private final int[] highest;
    private volatile int repeated;
    private volatile int received;

    /** @param ledger shared by those who share the messages */
    Subscriber(String filter, int publishers, Ledger ledger, String clientId, List<String> faults) {
        super(clientId, faults);
        this.filter = filter;
        this.ledger = ledger;
        this.highest = new int[publishers];
        Arrays.fill(highest, -1);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Without repetitions. */
    int received() {
        return received;
    }

    int repeated() {
        return repeated;
    }

    @Override
    void begin() {
        Packets.subscribe(out(), 1, List.of(filter), 1);
    }

    @Override
    void send(long now) {
        // It only answers.
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.SUBACK -> {
                if (in.get(at + 2) != 1) {
                    fault("was refused the subscription to " + filter);
                }
                ready();
            }
            case Packets.PUBLISH -> publish(first, in, at, length);
            default -> fault("got a packet of type " + (first >>> 4));
        }
    }

    private void publish(int first, ByteBuffer in, int at, int length) {
        int idAt = at + 2 + (in.getShort(at) & 0xffff);
        int payload = idAt + 2;
        if ((first >>> 1 & 3) != 1 || !Stamp.intact(in, payload, at + length - payload)) {
            fault("got a message that nobody sent");
            return;
        }
        Packets.ack(out(), Packets.PUBACK, in.getShort(idAt) & 0xffff);
        int publisher = Stamp.publisher(in, payload);
        int sequence = (int) Stamp.sequence(in, payload);
        if (!ledger.add(publisher, sequence)) {
            repeated++;
            if ((first & Packets.DUP) == 0) {
                fault("got %d of publisher %d again, not flagged DUP".formatted(sequence, publisher));
            }
            return;
        }
        received++;
        if (sequence < highest[publisher]) {
            fault("got %d of publisher %d after %d".formatted(sequence, publisher, highest[publisher]));
        }
        highest[publisher] = sequence;
    }
}
