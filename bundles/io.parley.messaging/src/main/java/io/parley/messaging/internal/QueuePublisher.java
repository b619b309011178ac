package io.parley.messaging.internal;

import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Shares;
import io.parley.engine.pipeline.Tracing;
import io.parley.engine.plugin.MessageFilters;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Lets a subscriber consume a queue. */
final class QueuePublisher implements Flow.Publisher<Delivery> {

    private final ShardState home;
    private final String name;
    private final ConsumeOptions options;
    private final QueueDirectory directory;
    private final Executor workers;
    private final Tracing tracing;
    private final MessageFilters filters;

    QueuePublisher(
            ShardState home,
            String name,
            ConsumeOptions options,
            QueueDirectory directory,
            Executor workers,
            Tracing tracing,
            MessageFilters filters) {
        this.home = home;
        this.name = name;
        this.options = options;
        this.directory = directory;
        this.workers = workers;
        this.tracing = tracing;
        this.filters = filters;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Delivery> subscriber) {
        new Subscription(subscriber).begin();
    }

    private final class Subscription implements Flow.Subscription, QueueConsumer.Target {

        private final Mailbox<Delivery> mailbox;
        private final AtomicLong demand = new AtomicLong();
        private volatile QueueConsumer consumer; // set before the subscriber can see this

        Subscription(Flow.Subscriber<? super Delivery> subscriber) {
            mailbox = new Mailbox<>(workers, subscriber, this::cancel);
        }

        void begin() {
            if (options.filter().isEmpty()) {
                home.shard().execute(() -> begin(null));
            } else {
                filters.check(
                        options.filter().get(),
                        () -> home.shard().execute(() -> begin(null)),
                        wrong -> home.shard().execute(() -> refuse(wrong)));
            }
        }

        /** At the beginning, or when the filter has come. */
        private void refuse(RefusedException wrong) {
            if (consumer == null) {
                begin(wrong);
            } else {
                mailbox.error(wrong);
                consumer.close();
            }
        }

        /** @param wrong null for a filter that can be used */
        private void begin(RefusedException wrong) {
            boolean there = !Shares.isShared(name) || home.queues().containsKey(name);
            QueueState queue = there
                    ? directory.state(home, name)
                    : new QueueState(name, home, Residence.DEFAULT, directory.settings(name));
            consumer = consumer(queue);
            mailbox.subscribed(this);
            if (wrong != null) {
                mailbox.error(wrong);
            } else if (there && queue.consumers().complete()) {
                mailbox.error(new RefusedException(
                        RefusedException.Reason.LIMIT, "queue:" + name + " is exclusive and has its consumer"));
            } else if (there) {
                queue.deliveries().attach(consumer);
            } else {
                mailbox.error(new RefusedException(
                        RefusedException.Reason.NOT_FOUND, "Nobody is subscribed to the group of queue:" + name));
            }
        }

        private QueueConsumer consumer(QueueState queue) {
            return options.filter().isEmpty()
                    ? new QueueConsumer(queue, options, this)
                    : new FilteredConsumer(queue, options, this);
        }

        @Override
        public void give(Iterable<? extends Delivery> deliveries) {
            // Without a lease it is a connection, which traces what it sends itself.
            mailbox.nextAll(options.lease().isZero() ? deliveries : TracedDelivery.all(tracing, deliveries));
        }

        @Override
        public boolean whenDone(Runnable task) {
            return mailbox.whenCalled(task);
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                mailbox.error(new IllegalArgumentException("Rule 3.9: demand is above zero, not " + n));
                home.shard().execute(consumer::close);
                return;
            }
            // What is asked for one by one goes to the shard together.
            if (demand.getAndAccumulate(n, Subscription::sum) == 0) {
                home.shard().execute(this::grant);
            }
        }

        private void grant() {
            consumer.addCredit(demand.getAndSet(0));
        }

        private static long sum(long one, long other) {
            return one + other < 0 ? Long.MAX_VALUE : one + other;
        }

        @Override
        public void cancel() {
            mailbox.close();
            home.shard().execute(consumer::close);
        }
    }
}
