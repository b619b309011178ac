package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.Precedence;
import io.parley.spi.protocol.Guarantee;

/** An entry of a queue whose turn is not just by its sequence; most are not so, and take no room for it. */
final class PrecedentEntry extends Entry {

    private final Precedence precedence;

    /** Whether it waits until the one before it with the same ordering key has left. */
    boolean parked;

    PrecedentEntry(
            long sequence,
            MessageRef ref,
            Guarantee guarantee,
            boolean retained,
            boolean durable,
            Precedence precedence) {
        super(sequence, ref, guarantee, retained, durable);
        this.precedence = precedence;
    }

    static Entry of(long sequence, MessageRef ref, Guarantee guarantee, boolean retained, boolean durable) {
        return ref.precedence() == null
                ? new Entry(sequence, ref, guarantee, retained, durable)
                : new PrecedentEntry(sequence, ref, guarantee, retained, durable, ref.precedence());
    }

    @Override
    Precedence precedence() {
        return precedence;
    }
}
