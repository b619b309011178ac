package io.parley.bench.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sends numbered messages to one topic as long as its window is open. */
final class Publisher extends LoadClient {

    private static final int PACKET_IDS = 65_535;
    private static final int ALIAS = 1;

    /** A window is filled when that part of it is open. */
    private static final int REFILL = 8;

    private final int number;
    private final LoadPlan plan;
    private final boolean acknowledging;
    private final List<Arrivals> arrivals = new ArrayList<>();
    private PublishTemplate first;
    private PublishTemplate following;
    private long window;
    private long sent;
    private long acknowledged;
    private long completed;
    private long disorderly;

    Publisher(int number, String clientId, LoadPlan plan) {
        super(clientId, plan);
        this.number = number;
        this.plan = plan;
        acknowledging = plan.load().qos() > 0;
    }

    /** One more that gets all of this publisher's messages. */
    void feeds(Arrivals subscriber) {
        arrivals.add(subscriber);
    }

    /** Encodes what it sends, as the broker that accepted it allows. */
    void prepare() {
        boolean alias = plan.alias() && limits().topicAliasMaximum() >= ALIAS;
        String topic = plan.load().topic(number);
        first = new PublishTemplate(plan, number, topic, alias ? ALIAS : 0);
        following = alias ? new PublishTemplate(plan, number, "", ALIAS) : first;
        window = acknowledging ? Math.min(plan.window(), limits().receiveMaximum()) : plan.window();
    }

    /** Fills the window, at full speed: in few large writes, since a broker under full load would not wait either. */
    void send(long now) throws IOException {
        long room = room();
        if (room >= Math.max(1, window / REFILL)) {
            for (int left = (int) Math.min(room, fits()); left > 0; left--) {
                put(now);
            }
            socket().flush();
        }
    }

    /** Sends what has become due since its beginning, as far as the window allows. */
    void sendDue(long begin, double interval, long now) throws IOException {
        long due = now < begin ? 0 : (long) ((now - begin) / interval) + 1;
        long left = Math.min(Math.min(due - sent, room()), fits());
        for (; left > 0; left--) {
            put(begin + (long) (sent * interval));
        }
        socket().flush();
    }

    /** Whether everybody has everything, and every acknowledgement is there. */
    boolean settled() {
        return slowest() >= sent && (!acknowledging || completed == sent);
    }

    LoadResult.Faults faults() {
        long unacknowledged = disorderly + (acknowledging ? sent - completed : 0);
        LoadResult.Faults all = new LoadResult.Faults(0, 0, 0, 0, unacknowledged);
        for (Arrivals subscriber : arrivals) {
            all = all.plus(subscriber.faults(sent));
        }
        return all;
    }

    private long room() {
        long open = sent - slowest();
        return window - (acknowledging ? Math.max(open, sent - completed) : open);
    }

    private long slowest() {
        long least = Long.MAX_VALUE;
        for (Arrivals subscriber : arrivals) {
            least = Math.min(least, subscriber.next());
        }
        return least;
    }

    private int fits() {
        return socket().out().remaining() / first.bytes();
    }

    private void put(long nanos) {
        (sent == 0 ? first : following).put(socket().out(), packetId(sent), sent, nanos);
        sent++;
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        int id = in.getShort(at) & 0xffff;
        switch (first >>> 4) {
            case Packets.PUBACK, Packets.PUBCOMP -> {
                accepted(in, at, length);
                disorderly += id == packetId(completed) ? 0 : 1;
                completed++;
            }
            case Packets.PUBREC -> {
                accepted(in, at, length);
                disorderly += id == packetId(acknowledged) ? 0 : 1;
                acknowledged++;
                Packets.ack(socket().out(), Packets.PUBREL, id);
            }
            default -> throw unexpected(first, in, at, length);
        }
    }

    private void accepted(ByteBuffer in, int at, int length) {
        if (length > 2 && (in.get(at + 2) & 0xff) >= Packets.REFUSED) {
            throw new IllegalStateException(String.format(
                    "%s: the broker refused a message with reason code 0x%02x", clientId(), in.get(at + 2)));
        }
    }

    private static int packetId(long sequence) {
        return (int) (sequence % PACKET_IDS) + 1;
    }
}
