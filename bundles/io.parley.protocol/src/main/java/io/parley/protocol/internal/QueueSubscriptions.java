package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.Enlists;
import io.parley.engine.contract.Rejects;
import io.parley.engine.contract.SharedDelivery;
import io.parley.engine.contract.Shares;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues that one client consumes, and what it has of them. Owned by the connection's lane. */
final class QueueSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscriptions.class);

    /** The connection is the lease: what the client has goes back when the connection ends. */
    private static final Duration WHILE_CONNECTED = Duration.ZERO;

    private final MessageService messages;
    private final Connection connection;
    private final int credit;
    private final Window window;
    private final Map<Address, QueueSubscription> subscriptions = new HashMap<>();
    private final Unacknowledged unacknowledged;

    QueueSubscriptions(
            MessageService messages, Connection connection, int credit, Window window, Unacknowledged unacknowledged) {
        this.messages = messages;
        this.connection = connection;
        this.credit = credit;
        this.window = window;
        this.unacknowledged = unacknowledged;
    }

    /** Begins to consume that queue, or changes what is asked for there. */
    void add(Address queue, Guarantee maximum, SubscriptionOptions options) {
        QueueSubscription existing = subscriptions.get(queue);
        // What a group gets was filtered before it came to the group's queue.
        Optional<FilterExpression> filter = Shares.isShared(queue.name()) ? Optional.empty() : options.filter();
        if (existing != null && existing.filter.equals(filter)) {
            existing.change(maximum, options);
            return;
        }
        remove(queue);
        QueueSubscription made = new QueueSubscription(queue, maximum, options, filter);
        try {
            messages.consume(queue, new ConsumeOptions(WHILE_CONNECTED, connection.id(), filter))
                    .subscribe(made);
            subscriptions.put(queue, made);
        } catch (RefusedException e) {
            LOG.warn("{} cannot consume {}: {}", connection.id(), queue, e.getMessage());
        }
    }

    /** What the client has of that queue goes back to it; in the client's window it stays until it is acknowledged. */
    void remove(Address queue) {
        QueueSubscription ended = subscriptions.remove(queue);
        if (ended != null) {
            ended.cancel();
        }
    }

    /** The connection can take more: so can the queues' consumers. */
    void resume() {
        subscriptions.values().forEach(QueueSubscription::settle);
    }

    void close() {
        subscriptions.values().forEach(QueueSubscription::cancel);
        subscriptions.clear();
        unacknowledged.clear();
    }

    private final class QueueSubscription extends Feed<Delivery> {

        private final Address queue;
        private final Optional<FilterExpression> filter;
        private Guarantee maximum;
        private boolean asPublished;
        private List<Integer> identifiers;

        QueueSubscription(
                Address queue, Guarantee maximum, SubscriptionOptions options, Optional<FilterExpression> filter) {
            super(connection, window, credit);
            this.queue = queue;
            this.filter = filter;
            change(maximum, options);
        }

        void change(Guarantee most, SubscriptionOptions options) {
            maximum = most;
            asPublished = options.retainAsPublished();
            identifiers = options.identifier() == 0 ? List.of() : List.of(options.identifier());
        }

        @Override
        void next(Delivery delivery) {
            Optional<Consumer<Batch>> settling =
                    delivery instanceof Enlists part ? Optional.of(part::acknowledgeIn) : Optional.empty();
            window.queue(new Fed(
                    outbound(delivery),
                    this,
                    unacknowledged,
                    () -> {
                        delivery.ack();
                        more();
                    },
                    () -> {
                        reject(delivery);
                        more();
                    },
                    settling));
        }

        private static void reject(Delivery delivery) {
            if (delivery instanceof Rejects rejects) {
                rejects.reject();
            } else {
                delivery.ack();
            }
        }

        private Outbound.Deliver outbound(Delivery delivery) {
            SharedDelivery shared = delivery instanceof SharedDelivery marked ? marked : null;
            Guarantee guarantee = shared == null ? maximum : maximum.min(shared.guarantee());
            boolean guaranteed = guarantee != Guarantee.AT_MOST_ONCE;
            return new Outbound.Deliver(
                    delivery.message(),
                    guaranteed ? window.nextBelowZero() : 0,
                    guarantee,
                    asPublished && shared != null && shared.retained(),
                    guaranteed && delivery.redelivered(),
                    identifiers);
        }

        @Override
        public void onError(Throwable failure) {
            LOG.warn("Consuming {} for {} ended: {}", queue, connection.id(), failure.getMessage());
        }
    }
}
