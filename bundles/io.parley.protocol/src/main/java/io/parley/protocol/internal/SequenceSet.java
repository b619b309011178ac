package io.parley.protocol.internal;

/** A set of increasing numbers that lie close together: one bit each between the lowest and the highest. For one thread. */
final class SequenceSet {

    private long[] bits = new long[1];
    private long first;
    private long next;
    private int size;

    int size() {
        return size;
    }

    /** @param number greater than all that were added before */
    void add(long number) {
        if (size == 0) {
            first = number;
        }
        while (number - first >= bits.length * 64L) {
            if (!contains(first)) {
                first++;
            } else {
                grow();
            }
        }
        next = number + 1;
        bits[word(number)] |= 1L << number;
        size++;
    }

    /** False when it was not there. */
    boolean remove(long number) {
        if (!contains(number)) {
            return false;
        }
        bits[word(number)] &= ~(1L << number);
        size--;
        return true;
    }

    boolean contains(long number) {
        return number >= first && number < next && (bits[word(number)] & 1L << number) != 0;
    }

    private int word(long number) {
        return (int) (number >>> 6) & bits.length - 1;
    }

    private void grow() {
        long[] before = bits;
        bits = new long[before.length * 2];
        for (long number = first; number < next; number++) {
            if ((before[(int) (number >>> 6) & before.length - 1] & 1L << number) != 0) {
                bits[word(number)] |= 1L << number;
            }
        }
    }
}
