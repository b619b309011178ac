package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.SharedDelivery;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues that one client consumes, and what it has of them. Owned by the connection's lane. */
final class QueueSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscriptions.class);

    /** The connection is the lease: what the client has goes back when the connection ends. */
    private static final ConsumeOptions WHILE_CONNECTED = new ConsumeOptions(Duration.ZERO);

    private final MessageService messages;
    private final Connection connection;
    private final int credit;
    private final Window window;
    private final Map<Address, QueueSubscription> subscriptions = new HashMap<>();
    private final Map<Long, Sent> unacknowledged = new HashMap<>();

    QueueSubscriptions(MessageService messages, Connection connection, int credit, Window window) {
        this.messages = messages;
        this.connection = connection;
        this.credit = credit;
        this.window = window;
    }

    /** Begins to consume that queue, or changes what is asked for there. */
    void add(Address queue, Guarantee maximum, SubscriptionOptions options) {
        QueueSubscription existing = subscriptions.get(queue);
        if (existing != null) {
            existing.change(maximum, options);
            return;
        }
        QueueSubscription made = new QueueSubscription(queue, maximum, options);
        try {
            messages.consume(queue, WHILE_CONNECTED).subscribe(made);
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

    void acknowledge(long sequence) {
        Sent done = unacknowledged.remove(sequence);
        if (done != null) {
            done.delivery.ack();
            done.from.more();
            window.queueAcknowledged();
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

    /** One delivery, from the queue to the client. */
    private final class Sent implements Window.Waiting {

        private final Delivery delivery;
        private final QueueSubscription from;
        private final Outbound.Deliver outbound;

        Sent(Delivery delivery, QueueSubscription from) {
            this.delivery = delivery;
            this.from = from;
            SharedDelivery shared = delivery instanceof SharedDelivery marked ? marked : null;
            Guarantee guarantee = shared == null ? from.maximum : from.maximum.min(shared.guarantee());
            boolean guaranteed = guarantee != Guarantee.AT_MOST_ONCE;
            outbound = new Outbound.Deliver(
                    delivery.message(),
                    guaranteed ? window.nextBelowZero() : 0,
                    guarantee,
                    from.asPublished && shared != null && shared.retained(),
                    guaranteed && delivery.redelivered(),
                    from.identifiers);
        }

        @Override
        public Outbound outbound() {
            return outbound;
        }

        @Override
        public boolean wanted() {
            return !from.cancelled;
        }

        @Override
        public void sent() {
            if (outbound.guarantee() != Guarantee.AT_MOST_ONCE) {
                unacknowledged.put(outbound.sequence(), this);
            } else {
                delivery.ack();
                from.more();
            }
        }
    }

    /** One queue. Signals come on workers and go on to the lane. */
    private final class QueueSubscription implements Flow.Subscriber<Delivery> {

        private final Address queue;
        private Guarantee maximum;
        private boolean asPublished;
        private List<Integer> identifiers;

        /** Credit that is given back once the connection can take more. */
        private int owed;

        private volatile Flow.Subscription subscription;
        private volatile boolean cancelled;

        QueueSubscription(Address queue, Guarantee maximum, SubscriptionOptions options) {
            this.queue = queue;
            change(maximum, options);
        }

        void change(Guarantee most, SubscriptionOptions options) {
            maximum = most;
            asPublished = options.retainAsPublished();
            identifiers = options.identifier() == 0 ? List.of() : List.of(options.identifier());
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            if (cancelled) {
                made.cancel();
                return;
            }
            connection.execute(() -> {
                owed += credit;
                settle();
            });
        }

        @Override
        public void onNext(Delivery delivery) {
            connection.execute(() -> {
                if (!cancelled) {
                    window.queue(new Sent(delivery, this));
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            LOG.warn("Consuming {} for {} ended: {}", queue, connection.id(), failure.getMessage());
        }

        @Override
        public void onComplete() {
            // A queue does not end.
        }

        void more() {
            owed++;
            settle();
        }

        void settle() {
            if (owed > 0 && window.writable() && !cancelled && subscription != null) {
                int now = owed;
                owed = 0;
                subscription.request(now);
            }
        }

        /** Before or after {@link #onSubscribe}: one of both sees that both have happened. */
        void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
