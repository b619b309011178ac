package io.parley.messaging.internal;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.Enlists;
import io.parley.engine.pipeline.Tracing;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Lets a subscriber consume the inbox of a session that is not connected. */
final class InboxPublisher implements Flow.Publisher<Delivery> {

    private final Messaging messaging;
    private final String session;
    private final Executor workers;
    private final Tracing tracing;

    InboxPublisher(Messaging messaging, String session, Executor workers, Tracing tracing) {
        this.messaging = messaging;
        this.session = session;
        this.workers = workers;
        this.tracing = tracing;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Delivery> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscription.mailbox.subscribed(subscription);
        if (messaging.inbox(session).isEmpty()) {
            subscription.mailbox.error(new RefusedException(
                    RefusedException.Reason.NOT_FOUND, "There is no session with the id '" + session + "'"));
        }
    }

    private final class Subscription implements Flow.Subscription {

        private final Mailbox<Delivery> mailbox;
        private final InboxLink link;

        Subscription(Flow.Subscriber<? super Delivery> subscriber) {
            mailbox = new Mailbox<>(workers, subscriber, this::cancel);
            link = messaging.attach(session, InboxLink.NOBODY, true, 0, false, this::deliver);
        }

        private void deliver(List<Outbound> batch) {
            for (Outbound outbound : batch) {
                if (outbound instanceof Outbound.Deliver one) {
                    mailbox.next(TracedDelivery.of(tracing, new InboxDelivery(one)));
                } else {
                    // In-process there is no second round: what was received is done.
                    link.acknowledge(outbound.sequence());
                }
            }
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                mailbox.error(new IllegalArgumentException("Rule 3.9: demand is above zero, not " + n));
                link.close();
                return;
            }
            link.widen(n);
        }

        @Override
        public void cancel() {
            mailbox.close();
            link.close();
        }

        /** A delivery from the inbox: the consumer's for as long as it is there. */
        private final class InboxDelivery implements Delivery, Enlists {

            private final Outbound.Deliver delivered;

            InboxDelivery(Outbound.Deliver delivered) {
                this.delivered = delivered;
            }

            @Override
            public Message message() {
                return delivered.message();
            }

            @Override
            public int attempt() {
                return delivered.redelivered() ? 2 : 1;
            }

            @Override
            public Instant leaseUntil() {
                return Instant.MAX;
            }

            @Override
            public CompletionStage<Void> ack() {
                CompletableFuture<Void> done = new CompletableFuture<>();
                link.acknowledge(delivered.sequence(), done);
                return done;
            }

            @Override
            public void acknowledgeIn(Batch batch) {
                link.acknowledgeIn(batch, delivered.sequence());
            }

            @Override
            public CompletionStage<Void> nack(Duration delay) {
                return CompletableFuture.failedStage(new RefusedException(
                        RefusedException.Reason.INVALID,
                        "An inbox keeps its order, so a delivery cannot be put back; cancel, and consume again"));
            }

            @Override
            public CompletionStage<Void> extend(Duration from) {
                return CompletableFuture.completedStage(null);
            }
        }
    }
}
