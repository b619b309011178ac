package io.parley.itest.mqtt.conversation;

import io.parley.itest.mqtt.conversation.SessionModel.Pending;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client that is connected: what it says and what it has to see. */
final class ClientModel {

    final Dialect dialect;
    final Peer peer;
    final SessionModel session;

    /** Where its will goes; null without one. */
    final Message will;

    private int lastId;

    ClientModel(Dialect dialect, Peer peer, SessionModel session, Message will) {
        this.dialect = dialect;
        this.peer = peer;
        this.session = session;
        this.will = will;
    }

    boolean five() {
        return dialect == Dialect.V5;
    }

    /** A packet id that is not in use. */
    int nextId() {
        do {
            lastId = lastId % 500 + 1;
        } while (session.transfers.contains(lastId));
        return lastId;
    }

    /** The next packet of those that have to come. */
    private Packet packet() {
        Packet packet = peer.packet();
        while (isUncertain(packet)) {
            packet = peer.packet();
        }
        return packet;
    }

    private boolean isUncertain(Packet packet) {
        return (packet.first() & 0xf0) == Delivery.PUBLISH && wasUncertain(Delivery.of(packet, dialect));
    }

    private boolean wasUncertain(Delivery seen) {
        for (Delivery each : session.uncertain) {
            if (each.in(dialect).equals(seen)) {
                return session.uncertain.remove(each);
            }
        }
        return false;
    }

    /** The server is there: a PINGREQ is answered next. */
    void alive() {
        peer.send("c0 00");
        Packet packet = packet();
        if (packet.first() != 0xd0) {
            throw new AssertionError("Expected PINGRESP: " + packet);
        }
    }

    /** The connection ends, in version 5 with a DISCONNECT of a failure. */
    void failed() {
        if (five()) {
            Packet disconnect = packet();
            if (disconnect.first() != 0xe0 || disconnect.body().length == 0 || disconnect.at(0) < 0x80) {
                throw new AssertionError("Expected a DISCONNECT of a failure: " + disconnect);
            }
        }
        ended();
    }

    /** The connection ends without another word. */
    void ended() {
        Optional<Packet> packet = peer.packetOrEnd();
        while (packet.isPresent()) {
            if (!isUncertain(packet.get())) {
                throw new AssertionError("Expected the end of the connection: " + packet.get());
            }
            packet = peer.packetOrEnd();
        }
    }

    /** An answer that has to come: its first byte, and the packet id. */
    record Answer(int first, int id) {

        private boolean is(Packet packet) {
            return packet.first() == first && (packet.at(0) << 8 | packet.at(1)) == id;
        }

        @Override
        public String toString() {
            return "%02x to %04x".formatted(first, id);
        }
    }

    /**
     * As {@link #sees(List, List)} with one answer at most.
     *
     * @param answer the first byte of the answer to that id; 0 for none
     * @return the answer; null where there is none
     */
    Packet sees(List<Delivery> deliveries, int answer, int id) {
        List<Packet> answers = sees(deliveries, answer == 0 ? List.of() : List.of(new Answer(answer, id)));
        return answers.isEmpty() ? null : answers.get(0);
    }

    /**
     * The next packets are these deliveries, those of a new subscription in any order, and the answers, in their order, anywhere among them,
     * since a client's own message may come to it before or behind it.
     */
    List<Packet> sees(List<Delivery> deliveries, List<Answer> answers) {
        List<Delivery> missing = new ArrayList<>();
        deliveries.forEach(delivery -> missing.add(delivery.in(dialect)));
        List<Packet> answered = new ArrayList<>();
        while (!missing.isEmpty() || answered.size() < answers.size()) {
            Packet packet = peer.packet();
            if ((packet.first() & 0xf0) == Delivery.PUBLISH) {
                Delivery seen = Delivery.of(packet, dialect);
                if (!missing.remove(seen) && !wasUncertain(seen)) {
                    throw new AssertionError("Expected one of " + missing + ": " + seen);
                }
                if (seen.qos() > 0) {
                    note(seen, Delivery.packetId(packet));
                }
            } else if (answered.size() < answers.size()
                    && answers.get(answered.size()).is(packet)) {
                answered.add(packet);
            } else {
                List<Answer> due = answers.subList(answered.size(), answers.size());
                throw new AssertionError("Expected one of %s, or %s: %s".formatted(missing, due, packet));
            }
        }
        return answered;
    }

    /** The reason code of an answer, 0 where it has none. */
    static int reason(Packet answer) {
        return answer != null && answer.body().length > 2 ? answer.at(2) : 0;
    }

    private void note(Delivery seen, int id) {
        for (Pending pending : session.pending) {
            if (pending.packetId != 0 && pending.packetId == id) {
                throw new AssertionError("Packet id %04x is in use, and %s has it".formatted(id, seen));
            }
        }
        Pending pending = session.pending.stream()
                .filter(each -> each.packetId == 0 && each.delivery.in(dialect).equals(seen))
                .findFirst()
                .orElseThrow();
        pending.packetId = id;
        // It stands where it has come, which of several retained messages is not known before.
        session.pending.remove(pending);
        int sent = (int)
                session.pending.stream().filter(each -> each.packetId != 0).count();
        session.pending.add(sent, pending);
    }

    /** What an earlier connection left comes again, in its order. */
    void seesAgain() {
        List<Pending> all = List.copyOf(session.pending);
        for (Pending pending : all) {
            Packet packet = packet();
            if (pending.released) {
                if (packet.first() != 0x62 || (packet.at(0) << 8 | packet.at(1)) != pending.packetId) {
                    throw new AssertionError("Expected PUBREL of %04x: %s".formatted(pending.packetId, packet));
                }
                continue;
            }
            boolean sent = pending.packetId != 0;
            Delivery expected = sent ? pending.delivery.sentAgain() : pending.delivery;
            boolean publish = (packet.first() & 0xf0) == Delivery.PUBLISH;
            if (!publish || !Delivery.of(packet, dialect).equals(expected.in(dialect))) {
                throw new AssertionError("Expected " + expected + ": " + packet);
            }
            if (sent && Delivery.packetId(packet) != pending.packetId) {
                throw new AssertionError("Expected packet id %04x: %s".formatted(pending.packetId, packet));
            }
            pending.packetId = Delivery.packetId(packet);
        }
    }
}
