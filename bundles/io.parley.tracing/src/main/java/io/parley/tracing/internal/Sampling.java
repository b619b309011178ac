package io.parley.tracing.internal;

import java.util.UUID;

/**
 * Which messages are traced. It follows from the message alone, so that each part of its way comes to the same answer.
 *
 * @param ratio 0 for none to 1 for all
 * @param byParent whether a sender who traces decides for its messages
 */
record Sampling(double ratio, boolean byParent) {

    /** Of a message that belongs to a trace. */
    boolean takes(UUID message, boolean parentTraced) {
        return byParent ? parentTraced : takes(message);
    }

    /** Of one whose sender says nothing about it. */
    boolean takes(UUID message) {
        if (ratio >= 1) {
            return true;
        }
        return unit(message) < ratio;
    }

    /** A number from 0 to 1, below 1, that looks random; of time-ordered ids, too (the finalizer of MurmurHash3). */
    private static double unit(UUID id) {
        long bits = id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
        bits = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
        bits ^= bits >>> 33;
        return (bits >>> 11) * 0x1.0p-53;
    }
}
