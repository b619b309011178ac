package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.contract.SharedDelivery;
import io.parley.spi.protocol.Guarantee;
import java.time.Instant;

/** A delivery from the queue of a group that is not as most are: at most once, or published to be retained. */
final class MarkedDelivery extends QueueDelivery implements SharedDelivery {

    private final Guarantee guarantee;
    private final boolean retained;

    MarkedDelivery(QueueState queue, QueueConsumer consumer, Entry entry, Message message, Instant leaseUntil) {
        super(queue, consumer, entry, message, leaseUntil);
        this.guarantee = entry.guarantee;
        this.retained = entry.retained;
    }

    @Override
    public Guarantee guarantee() {
        return guarantee;
    }

    @Override
    public boolean retained() {
        return retained;
    }
}
