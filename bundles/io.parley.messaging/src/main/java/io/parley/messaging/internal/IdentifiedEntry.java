package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.spi.protocol.Guarantee;
import java.util.List;

/** An entry of subscriptions that have identifiers; most have none, and take no room for them. */
final class IdentifiedEntry extends Entry {

    private final List<Integer> subscriptions;

    private IdentifiedEntry(
            long sequence,
            MessageRef ref,
            Guarantee guarantee,
            boolean retained,
            List<Integer> subscriptions,
            boolean durable) {
        super(sequence, ref, guarantee, retained, durable);
        this.subscriptions = subscriptions;
    }

    static Entry of(
            long sequence,
            MessageRef ref,
            Guarantee guarantee,
            boolean retained,
            List<Integer> subscriptions,
            boolean durable) {
        return subscriptions.isEmpty()
                ? new Entry(sequence, ref, guarantee, retained, durable)
                : new IdentifiedEntry(sequence, ref, guarantee, retained, subscriptions, durable);
    }

    @Override
    List<Integer> subscriptions() {
        return subscriptions;
    }
}
