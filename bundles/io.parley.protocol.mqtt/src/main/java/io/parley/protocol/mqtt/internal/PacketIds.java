package io.parley.protocol.mqtt.internal;

import java.util.Map;

/**
 * Packet ids of what is sent to a client, and how far each delivery has come. The id of an inbox delivery follows
 * from its sequence, so that it is the same after a crash without having been stored; those of queue deliveries,
 * which end with the connection, come from a range of their own. For the connection's lane.
 */
final class PacketIds {

    /** Ids 1 to this are for inbox deliveries. */
    static final int INBOX_IDS = 61_440;

    /** As many ids, up to 65,535, are for queue deliveries. */
    static final int QUEUE_IDS = 65_535 - INBOX_IDS;

    /** What a delivery waits for. */
    enum Step {
        /** It is not in flight. */
        NONE,
        PUBACK,
        PUBREC,
        /** The session's word that the PUBREC is durable. */
        RELEASE,
        PUBCOMP
    }

    static final Step[] STEPS = Step.values();

    private static final String INBOX = "inbox";
    private static final String QUEUE = "queue";

    private final InboxWindow inbox;
    private final QueueWindow queue;

    PacketIds() {
        this(new InboxWindow(), new QueueWindow());
    }

    private PacketIds(InboxWindow inbox, QueueWindow queue) {
        this.inbox = inbox;
        this.queue = queue;
    }

    /** Whether there is no id left for another queue delivery. */
    boolean queueFull() {
        return queue.full();
    }

    /** Notes that a delivery waits for that, and gives its packet id. */
    int put(long sequence, Step step) {
        if (sequence >= 0) {
            inbox.set(sequence, step);
            return (int) (sequence % INBOX_IDS) + 1;
        }
        int slot = queue.find(sequence);
        if (slot < 0) {
            slot = queue.add(sequence, step);
        } else {
            queue.set(slot, step);
        }
        return INBOX_IDS + 1 + slot;
    }

    /** What the delivery with that id waits for. */
    Step step(int id) {
        return id <= INBOX_IDS ? inbox.step(inbox.sequence(id)) : queue.step(id - INBOX_IDS - 1);
    }

    /** The delivery with that id, which is in flight. */
    long sequence(int id) {
        return id <= INBOX_IDS ? inbox.sequence(id) : queue.sequence(id - INBOX_IDS - 1);
    }

    /** The delivery with that id, which is in flight, waits for something else. */
    void set(int id, Step step) {
        if (id <= INBOX_IDS) {
            inbox.set(inbox.sequence(id), step);
        } else {
            queue.set(id - INBOX_IDS - 1, step);
        }
    }

    /** For {@link #from}, possibly by another version of this class. */
    Map<String, String> values() {
        return Map.of(INBOX, inbox.toString(), QUEUE, queue.toString());
    }

    /** @throws RuntimeException where the values are not those that {@link #values} makes */
    static PacketIds from(Map<String, String> values) {
        return new PacketIds(InboxWindow.parse(values.get(INBOX)), QueueWindow.parse(values.get(QUEUE)));
    }
}
