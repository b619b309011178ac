package io.parley.protocol.mqtt.internal;

import java.util.Arrays;

/**
 * The unfinished deliveries of queues, each in a slot that gives it its packet id. Slots are taken in turn, so that
 * an id rests before it comes again. For the connection's lane.
 */
final class QueueWindow {

    private static final int FIRST_SLOTS = 16;

    private long[] sequences = {};
    private byte[] steps = {};
    private int used;
    private int next;

    PacketIds.Step step(int slot) {
        return slot < steps.length ? PacketIds.STEPS[steps[slot]] : PacketIds.Step.NONE;
    }

    long sequence(int slot) {
        return sequences[slot];
    }

    void set(int slot, PacketIds.Step step) {
        if (step == PacketIds.Step.NONE && steps[slot] != 0) {
            used--;
        }
        steps[slot] = (byte) step.ordinal();
    }

    boolean full() {
        return used == PacketIds.QUEUE_IDS;
    }

    /** The slot of a delivery, or -1. */
    int find(long sequence) {
        for (int slot = 0; slot < steps.length; slot++) {
            if (steps[slot] != 0 && sequences[slot] == sequence) {
                return slot;
            }
        }
        return -1;
    }

    /** Takes a free slot for the delivery. */
    int add(long sequence, PacketIds.Step step) {
        if (used == steps.length) {
            grow(Math.min(PacketIds.QUEUE_IDS, Math.max(FIRST_SLOTS, used * 2)));
        }
        int slot = next;
        while (steps[slot] != 0) {
            slot = slot + 1 == steps.length ? 0 : slot + 1;
        }
        put(slot, sequence, step);
        next = slot + 1 == steps.length ? 0 : slot + 1;
        return slot;
    }

    private void grow(int length) {
        if (length == steps.length) {
            throw new IllegalStateException("More than " + length + " queue deliveries cannot be in flight together");
        }
        next = steps.length;
        sequences = Arrays.copyOf(sequences, length);
        steps = Arrays.copyOf(steps, length);
    }

    private void put(int slot, long sequence, PacketIds.Step step) {
        sequences[slot] = sequence;
        steps[slot] = (byte) step.ordinal();
        used++;
    }

    /** As text: slot, sequence and step of each delivery, separated by slashes and blanks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int slot = 0; slot < steps.length; slot++) {
            if (steps[slot] != 0) {
                text.append(text.length() == 0 ? "" : " ").append(slot);
                text.append('/').append(sequences[slot]).append('/').append(steps[slot]);
            }
        }
        return text.toString();
    }

    /** Reads what {@link #toString} wrote. */
    static QueueWindow parse(String text) {
        QueueWindow window = new QueueWindow();
        for (String entry : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] parts = entry.split("/");
            int slot = Integer.parseInt(parts[0]);
            if (slot >= window.steps.length) {
                window.grow(Math.min(PacketIds.QUEUE_IDS, Math.max(FIRST_SLOTS, Integer.highestOneBit(slot) * 2)));
            }
            window.put(slot, Long.parseLong(parts[1]), PacketIds.STEPS[Integer.parseInt(parts[2])]);
        }
        return window;
    }
}
