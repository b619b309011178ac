package io.parley.event.internal.retained;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.MessageFilters;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.topic.TopicMessages;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands retained values to new subscriptions: a few at a time, each lot committed before the next is read. */
public final class RetainedDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedDelivery.class);

    private static final int LOT = 64;
    private static final long LOT_BYTES = 1 << 20;

    private final Engine engine;
    private final MessageFilters filters;
    private final UnderWay underWay;
    private final RetainedTable table;

    public RetainedDelivery(Engine engine, MessageFilters filters, RetainedTable table, UnderWay underWay) {
        this.engine = engine;
        this.filters = filters;
        this.underWay = underWay;
        this.table = table;
    }

    /**
     * Hands over what was published before the subscription was there; what is published from now on reaches it as any other
     * message does. Any thread; what follows happens on workers.
     *
     * @param more adds to each batch what else must hold
     */
    public void deliver(String session, boolean durable, SubscriptionRequest request, Consumer<Batch> more) {
        String pattern = request.address().name();
        long looks = underWay.look();
        underWay.all().thenRun(() -> {
            if (table.size() > 0 && (Topics.hasWildcard(pattern) || table.contains(pattern))) {
                engine.workers().execute(() -> new Run(session, durable, request, looks, more).lot());
            }
        });
    }

    private final class Run {

        private final String session;
        private final boolean durable;
        private final Guarantee maximum;
        private final boolean noLocal;
        private final List<Integer> identifiers;
        private final Optional<FilterExpression> filter;
        private final Iterator<String> topics;
        private final long looks;
        private final Consumer<Batch> more;

        Run(String session, boolean durable, SubscriptionRequest request, long looks, Consumer<Batch> more) {
            this.session = session;
            this.durable = durable;
            this.maximum = request.maximum();
            this.noLocal = request.options().noLocal();
            this.looks = looks;
            this.more = more;
            this.filter = request.options().filter();
            int identifier = request.options().identifier();
            this.identifiers = identifier == 0 ? List.of() : List.of(identifier);
            this.topics = table.matching(request.address().name()).iterator();
        }

        private void lot() {
            fill(engine.batch(), 0, 0).thenCompose(this::commit).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed(RefusedException.of(failure));
                } else if (topics.hasNext()) {
                    engine.workers().execute(this::lot);
                }
            });
        }

        private void failed(RefusedException why) {
            switch (why.reason()) {
                // Whoever subscribed has gone meanwhile; clients that do so often must not fill the log.
                case NOT_FOUND, NOT_OWNED, CONFLICT ->
                    LOG.debug("Session '{}' no longer waits for retained values: {}", session, why.getMessage());
                default ->
                    LOG.warn(
                            "Not all retained values reach session '{}' with its new subscription: {}",
                            session,
                            why.getMessage());
            }
        }

        private CompletionStage<Void> commit(Batch batch) {
            if (batch.isEmpty()) {
                return CompletableFuture.completedStage(null);
            }
            more.accept(batch);
            return batch.commit();
        }

        private CompletionStage<Batch> fill(Batch batch, int count, long bytes) {
            int added = count;
            long size = bytes;
            while (added < LOT && size < LOT_BYTES && topics.hasNext()) {
                String topic = topics.next();
                RetainedValue value = table.get(topic);
                if (value == null || value.begun >= looks || noLocal && value.sender.equals(session)) {
                    continue;
                }
                CompletableFuture<Message> loading = table.message(topic, value).toCompletableFuture();
                if (!loading.isDone()) {
                    int next = added + 1;
                    long sizeNow = size;
                    return loading.thenCompose(
                            message -> fill(batch, next, sizeNow + add(batch, topic, value, message)));
                }
                if (loading.isCompletedExceptionally()) {
                    return loading.thenApply(message -> batch);
                }
                size += add(batch, topic, value, loading.join());
                added++;
            }
            return CompletableFuture.completedStage(batch);
        }

        private boolean passes(Message message) {
            try {
                return filter.isEmpty() || filters.passes(filter.get(), message);
            } catch (MissingPluginException e) {
                throw new RefusedException(RefusedException.Reason.UNAVAILABLE, e.getMessage(), e);
            }
        }

        private long add(Batch batch, String topic, RetainedValue value, Message message) {
            boolean current = message != null && table.get(topic) == value;
            if (!current || TopicMessages.expired(message, engine.timers().now()) || !passes(message)) {
                return 0;
            }
            Guarantee guarantee = value.guarantee.min(maximum);
            boolean stored = durable && guarantee != Guarantee.AT_MOST_ONCE;
            int place = batch.add(message, StoredMessage.plain(message));
            batch.add(new InboxOp.Append(session, place, guarantee, true, identifiers, stored));
            return message.payload().size();
        }
    }
}
