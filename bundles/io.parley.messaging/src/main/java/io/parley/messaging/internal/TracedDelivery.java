package io.parley.messaging.internal;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.contract.Enlists;
import io.parley.engine.pipeline.Tracing;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A delivery to an application that is traced until the application has acknowledged it or given it back; one that is done with, until it is handed out. */
final class TracedDelivery implements Delivery, Enlists {

    private final Delivery delivery;
    private final Span span;
    private final Message message;

    private TracedDelivery(Delivery delivery, Span span) {
        this.delivery = delivery;
        this.span = span;
        this.message = span.carriedBy(delivery.message());
    }

    /** The delivery, traced if its message is. */
    static Delivery of(Tracing tracing, Delivery delivery) {
        Span span = tracing.begin(Operation.DELIVER, delivery.message());
        if (span == Span.NONE) {
            return delivery;
        }
        span.note(Detail.REDELIVERED, delivery.redelivered());
        if (delivery instanceof DoneDelivery) {
            span.end();
            return new DoneDelivery.Taken(span.carriedBy(delivery.message()), delivery.attempt());
        }
        return new TracedDelivery(delivery, span);
    }

    /** As above, for many. */
    static Iterable<? extends Delivery> all(Tracing tracing, Iterable<? extends Delivery> deliveries) {
        if (!tracing.on()) {
            return deliveries;
        }
        List<Delivery> traced = new ArrayList<>();
        deliveries.forEach(delivery -> traced.add(of(tracing, delivery)));
        return traced;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public int attempt() {
        return delivery.attempt();
    }

    @Override
    public Instant leaseUntil() {
        return delivery.leaseUntil();
    }

    @Override
    public CompletionStage<Void> ack() {
        return span.over(delivery.ack());
    }

    /** All deliveries of this bundle can do that. Ends with the batch, whatever comes of it. */
    @Override
    public void acknowledgeIn(Batch batch) {
        ((Enlists) delivery).acknowledgeIn(batch);
        batch.whenEnded(span::end);
    }

    @Override
    public CompletionStage<Void> nack(Duration delay) {
        return span.over(delivery.nack(delay));
    }

    @Override
    public CompletionStage<Void> extend(Duration from) {
        return delivery.extend(from);
    }
}
