package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Stragglers;
import io.parley.engine.op.SendingOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.shard.Shard;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that wait for the time from which on they may be delivered. Then each is sent on as if it came now; that and its end here are
 * one batch. Timers are made anew at each start, one a shard. Owned by the shards of their keys.
 */
final class Delays {

    private static final Logger LOG = LoggerFactory.getLogger(Delays.class);

    /** When one could not be sent on. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** So many are sent on together. */
    private static final int AT_ONCE = 256;

    /** After those it is tried again; with a conflict somebody else is about to end it. */
    private static final Set<Reason> FOR_NOW = EnumSet.of(Reason.UNAVAILABLE, Reason.LIMIT, Reason.CONFLICT);

    private final Engine engine;
    private final Pipeline pipeline;
    private final Supplier<SendingSettings> settings;
    private final List<DelaySlice> slices = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean begun;

    Delays(Engine engine, Pipeline pipeline, Supplier<SendingSettings> settings) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.settings = settings;
        for (Shard shard : engine.shards().all()) {
            slices.add(new DelaySlice(engine.references(shard.index())));
        }
    }

    int count() {
        return count.get();
    }

    boolean concerns(Message message) {
        return message.deliverAtMillis() > engine.timers().now();
    }

    void add(Message message, Origin origin, Batch batch) {
        int most = settings.get().maxDelayed();
        if (count.get() >= most) {
            throw new RefusedException(
                    Reason.LIMIT,
                    most + " messages wait for their time already (io.parley.messaging: " + SendingSettings.DELAYED
                            + ")");
        }
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new SendingOp.Delayed(
                DelaySlice.name(message),
                place,
                origin.principal(),
                origin.sender(),
                origin.guarantee(),
                origin.retain(),
                message.deliverAtMillis(),
                origin.guarantee() != Guarantee.AT_MOST_ONCE));
    }

    private DelaySlice slice(String key) {
        return slices.get(engine.shards().indexOf(key));
    }

    void load(View view) throws JournalException {
        DelaySlice.load(view, delayed -> {
            slice(delayed.op.key()).restore(delayed);
            count.incrementAndGet();
        });
    }

    void apply(Shard shard, SendingOp op, MessageRef message) {
        DelaySlice slice = slices.get(shard.index());
        if (op instanceof SendingOp.Delayed delayed) {
            if (slice.add(new DelaySlice.Delayed(delayed, message))) {
                count.incrementAndGet();
                schedule(shard);
            }
        } else if (op instanceof SendingOp.DelayMoved moved) {
            slice.moved(moved.name(), message);
        } else if (op instanceof SendingOp.DelayEnded ended && slice.remove(ended.name())) {
            count.decrementAndGet();
        }
    }

    void begin() {
        begun = true;
        engine.shards().all().forEach(shard -> shard.execute(() -> schedule(shard)));
    }

    /** On the shard. */
    private void schedule(Shard shard) {
        DelaySlice slice = slices.get(shard.index());
        DelaySlice.Delayed first = slice.first();
        if (begun && first != null && !slice.sending) {
            long rest = Math.max(1, first.dueAt() - engine.timers().now());
            slice.timer(first.dueAt(), () -> timer(shard, rest));
        }
    }

    private Timers.Timer timer(Shard shard, long millis) {
        return engine.timers().after(Duration.ofMillis(millis), shard, () -> fire(shard));
    }

    private void fire(Shard shard) {
        DelaySlice slice = slices.get(shard.index());
        slice.fired();
        List<DelaySlice.Delayed> due = slice.due(engine.timers().now(), AT_ONCE);
        if (due.isEmpty()) {
            schedule(shard);
            return;
        }
        slice.sending = true;
        engine.workers().execute(() -> send(shard, due, new ArrayList<>()));
    }

    /** One after another, so that they keep their order; what each comes to is awaited for all together. */
    private void send(Shard shard, List<DelaySlice.Delayed> due, List<CompletableFuture<?>> ends) {
        if (ends.size() == due.size()) {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .whenComplete((done, failure) -> shard.execute(() -> {
                        slices.get(shard.index()).sending = false;
                        schedule(shard);
                    }));
            return;
        }
        DelaySlice.Delayed one = due.get(ends.size());
        engine.messages()
                .load(one.ref)
                .whenCompleteAsync(
                        (message, unreadable) -> {
                            CompletionStage<?> sent = unreadable != null
                                    ? CompletableFuture.failedStage(unreadable)
                                    : pipeline.acceptDue(message, one.origin(), batch -> end(batch, one));
                            ends.add(sent.handle((receipt, failure) -> {
                                        if (failure != null) {
                                            notSent(shard, one, RefusedException.of(failure));
                                        }
                                        return null;
                                    })
                                    .toCompletableFuture());
                            send(shard, due, ends);
                        },
                        engine.workers());
    }

    private void end(Batch batch, DelaySlice.Delayed one) {
        batch.require(one.op.key(), new StillWaits(slice(one.op.key()), one));
        batch.add(new SendingOp.DelayEnded(one.op.name(), one.op.durable()));
    }

    /** Whether any of that id waited for its time to go to that address; completes when they are durably gone. */
    CompletionStage<Boolean> cancel(Address address, UUID id) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        String key = address.toString();
        engine.shards().of(key).execute(() -> {
            List<DelaySlice.Delayed> found = slice(key).find(address, id);
            if (found.isEmpty()) {
                engine.workers().execute(() -> result.complete(false));
                return;
            }
            Batch batch = engine.batch();
            found.forEach(one -> end(batch, one));
            batch.commit()
                    .whenCompleteAsync(
                            (done, failure) -> {
                                RefusedException why = failure == null ? null : RefusedException.of(failure);
                                if (why == null || why.reason() == Reason.CONFLICT) {
                                    result.complete(why == null);
                                } else {
                                    result.completeExceptionally(why);
                                }
                            },
                            engine.workers());
        });
        return result;
    }

    /** Nobody else sends the message on or cancels it until the batch has ended. */
    private static final class StillWaits implements Condition {

        private final DelaySlice slice;
        private final DelaySlice.Delayed one;

        StillWaits(DelaySlice slice, DelaySlice.Delayed one) {
            this.slice = slice;
            this.one = one;
        }

        @Override
        public void reserve() {
            if (!slice.has(one) || one.ending) {
                throw new RefusedException(Reason.CONFLICT, "It waits no longer");
            }
            one.ending = true;
        }

        @Override
        public void end(boolean committed) {
            one.ending = false;
        }
    }

    private void notSent(Shard shard, DelaySlice.Delayed one, RefusedException cause) {
        if (cause.reason() != Reason.CONFLICT) {
            LOG.warn("A message that waited for its time was not sent on: {}", cause.getMessage());
        }
        shard.execute(
                () -> slices.get(shard.index()).postpone(one, engine.timers().now() + AGAIN.toMillis()));
        if (!FOR_NOW.contains(cause.reason())) {
            engine.batch()
                    .add(new SendingOp.DelayEnded(one.op.name(), one.op.durable()))
                    .commit();
        }
    }

    void collect(Shard shard, ViewChanges into) {
        slices.get(shard.index()).collect(into);
    }

    /** On the shard. */
    void relocate(Shard shard, long below, Stragglers found) {
        slices.get(shard.index()).relocate(below, found);
    }
}
