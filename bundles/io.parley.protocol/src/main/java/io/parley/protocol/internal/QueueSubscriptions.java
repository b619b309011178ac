package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues that one client consumes, and what it has of them. Owned by the connection's lane. */
final class QueueSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscriptions.class);

    /** The connection is the lease: what the client has goes back when the connection ends. */
    private static final ConsumeOptions WHILE_CONNECTED = new ConsumeOptions(Duration.ZERO);

    private record Held(Delivery delivery, QueueSubscription from) {}

    private final Services services;
    private final Connection connection;
    private final int credit;
    private final Consumer<List<Outbound>> target;
    private final Map<Address, QueueSubscription> subscriptions = new HashMap<>();
    private final Map<Long, Held> held = new HashMap<>();
    private long lastSequence;

    QueueSubscriptions(Services services, Connection connection, int credit, Consumer<List<Outbound>> target) {
        this.services = services;
        this.connection = connection;
        this.credit = credit;
        this.target = target;
    }

    /** Begins, or changes the guarantee of, consuming that queue. */
    void add(Address queue, Guarantee maximum) {
        QueueSubscription existing = subscriptions.get(queue);
        if (existing != null) {
            existing.maximum = maximum;
            return;
        }
        QueueSubscription made = new QueueSubscription(maximum);
        try {
            services.messages().consume(queue, WHILE_CONNECTED).subscribe(made);
            subscriptions.put(queue, made);
        } catch (RefusedException e) {
            LOG.warn("{} cannot consume {}: {}", connection.id(), queue, e.getMessage());
        }
    }

    void remove(Address queue) {
        QueueSubscription ended = subscriptions.remove(queue);
        if (ended != null) {
            ended.cancel();
        }
    }

    void acknowledge(long sequence) {
        Held done = held.remove(sequence);
        if (done != null) {
            done.delivery.ack();
            done.from.more();
        }
    }

    void close() {
        subscriptions.values().forEach(QueueSubscription::cancel);
        subscriptions.clear();
        held.clear();
    }

    private void deliver(QueueSubscription from, Delivery delivery) {
        boolean guaranteed = from.maximum != Guarantee.AT_MOST_ONCE;
        long sequence = guaranteed ? --lastSequence : 0;
        if (guaranteed) {
            held.put(sequence, new Held(delivery, from));
        } else {
            delivery.ack();
            from.more();
        }
        target.accept(List.of(new Outbound.Deliver(
                delivery.message(), sequence, from.maximum, false, guaranteed && delivery.redelivered())));
    }

    /** One queue. Signals come on workers and go on to the lane. */
    private final class QueueSubscription implements Flow.Subscriber<Delivery> {

        private Guarantee maximum;
        private volatile Flow.Subscription subscription;
        private volatile boolean cancelled;

        QueueSubscription(Guarantee maximum) {
            this.maximum = maximum;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            if (cancelled) {
                made.cancel();
            } else {
                made.request(credit);
            }
        }

        @Override
        public void onNext(Delivery delivery) {
            connection.execute(() -> {
                if (!cancelled) {
                    deliver(this, delivery);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            LOG.warn("Consuming a queue for {} ended: {}", connection.id(), failure.getMessage());
        }

        @Override
        public void onComplete() {
            // A queue does not end.
        }

        void more() {
            subscription.request(1);
        }

        void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
