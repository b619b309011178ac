package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.HashMap;
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
    private long lastSequence;

    QueueSubscriptions(MessageService messages, Connection connection, int credit, Window window) {
        this.messages = messages;
        this.connection = connection;
        this.credit = credit;
        this.window = window;
    }

    /** Begins, or changes the guarantee of, consuming that queue. */
    void add(Address queue, Guarantee maximum) {
        QueueSubscription existing = subscriptions.get(queue);
        if (existing != null) {
            existing.maximum = maximum;
            return;
        }
        QueueSubscription made = new QueueSubscription(queue, maximum);
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
            boolean guaranteed = from.maximum != Guarantee.AT_MOST_ONCE;
            outbound = new Outbound.Deliver(
                    delivery.message(),
                    guaranteed ? --lastSequence : 0,
                    from.maximum,
                    false,
                    guaranteed && delivery.redelivered());
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

        /** Credit that is given back once the connection can take more. */
        private int owed;

        private volatile Flow.Subscription subscription;
        private volatile boolean cancelled;

        QueueSubscription(Address queue, Guarantee maximum) {
            this.queue = queue;
            this.maximum = maximum;
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
