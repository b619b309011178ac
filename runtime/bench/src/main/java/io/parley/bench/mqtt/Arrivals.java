package io.parley.bench.mqtt;

/** What one subscriber has received of one publisher, whose messages are numbered from 0. */
final class Arrivals {

    private long next;
    private long received;
    private long duplicates;
    private long reordered;

    /** The sequence behind the highest received. */
    long next() {
        return next;
    }

    /** Messages received for the first time. */
    long received() {
        return received;
    }

    LoadResult.Faults faults(long sent) {
        return new LoadResult.Faults(sent - received, duplicates, reordered, 0, 0);
    }

    /** Whether the message is the one whose turn it was; counts it, and what is wrong with it otherwise. */
    boolean inOrder(long sequence, boolean mayRepeat) {
        if (sequence == next) {
            next++;
            received++;
            return true;
        }
        irregular(sequence, mayRepeat);
        return false;
    }

    /**
     * A gap stays as loss unless it is filled later. While something is missing, what comes from below counts as late,
     * otherwise as received twice: to tell for certain would take a memory of every number.
     */
    private void irregular(long sequence, boolean mayRepeat) {
        if (sequence > next) {
            next = sequence + 1;
            received++;
        } else if (received < next) {
            received++;
            reordered++;
        } else if (!mayRepeat) {
            duplicates++;
        }
    }
}
