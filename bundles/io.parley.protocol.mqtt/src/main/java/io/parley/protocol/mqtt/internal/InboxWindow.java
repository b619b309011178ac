package io.parley.protocol.mqtt.internal;

/**
 * The unfinished deliveries of an inbox, by sequence: a ring of one byte a sequence, from the lowest unfinished one
 * to the highest. Grows with that span, which is less than {@link PacketIds#INBOX_IDS}. For the connection's lane.
 */
final class InboxWindow {

    private static final int FIRST_SLOTS = 64;

    private byte[] steps = {};
    private long base;
    private long top;

    PacketIds.Step step(long sequence) {
        return sequence < base || sequence >= top ? PacketIds.Step.NONE : PacketIds.STEPS[steps[slot(sequence)]];
    }

    /**
     * The sequence that an id stands for: the one in the window that leads to it.
     *
     * @return possibly one that is not in flight
     */
    long sequence(int id) {
        return base + Math.floorMod(id - 1 - base, (long) PacketIds.INBOX_IDS);
    }

    void set(long sequence, PacketIds.Step step) {
        if (base == top) {
            base = sequence;
            top = sequence;
        }
        if (sequence < base || sequence >= top) {
            stretch(Math.min(base, sequence), Math.max(top, sequence + 1));
        }
        steps[slot(sequence)] = (byte) step.ordinal();
        if (step == PacketIds.Step.NONE) {
            while (base < top && steps[slot(base)] == 0) {
                base++;
            }
        }
    }

    /** Slots outside the window are always 0, so that it can widen without clearing them. */
    private void stretch(long from, long to) {
        long span = to - from;
        if (span > PacketIds.INBOX_IDS) {
            throw new IllegalStateException("The inbox deliveries " + from + " and " + (to - 1)
                    + " cannot be in flight together: their packet ids could be the same");
        }
        if (span > steps.length) {
            int length = Math.max(FIRST_SLOTS, Integer.highestOneBit((int) span - 1) * 2);
            byte[] wider = new byte[length];
            for (long sequence = base; sequence < top; sequence++) {
                wider[(int) (sequence & length - 1)] = steps[slot(sequence)];
            }
            steps = wider;
        }
        base = from;
        top = to;
    }

    private int slot(long sequence) {
        return (int) (sequence & steps.length - 1);
    }

    /** The window as text: the lowest sequence, a colon, a digit for each one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(base).append(':');
        for (long sequence = base; sequence < top; sequence++) {
            text.append((char) ('0' + steps[slot(sequence)]));
        }
        return text.toString();
    }

    /** Reads what {@link #toString} wrote. */
    static InboxWindow parse(String text) {
        int colon = text.indexOf(':');
        InboxWindow window = new InboxWindow();
        long from = Long.parseLong(text.substring(0, colon));
        for (int i = colon + 1; i < text.length(); i++) {
            PacketIds.Step step = PacketIds.STEPS[text.charAt(i) - '0'];
            if (step != PacketIds.Step.NONE) {
                window.set(from + i - colon - 1, step);
            }
        }
        return window;
    }

    /** How many bytes the ring takes. */
    int slots() {
        return steps.length;
    }
}
