package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.SendingOp;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.shard.Shard;
import io.parley.spi.plugin.MissingPluginException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages of one shard on whose time has come, in their order: in one batch, or each in its own where one needs a plug-in, is traced, or
 * is refused. Owned by the shard.
 */
final class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    /** After those it is tried again; with a conflict somebody else is about to end it. */
    private static final Set<Reason> FOR_NOW = EnumSet.of(Reason.UNAVAILABLE, Reason.LIMIT, Reason.CONFLICT);

    private final Engine engine;
    private final Pipeline pipeline;
    private final Shard shard;
    private final DelaySlice slice;
    private final Rooms rooms;
    private final Map<Address, Integer> kept = new HashMap<>();

    /** The order in which all of the shard are committed, whoever sent them. */
    private final String order;

    Departures(Engine engine, Pipeline pipeline, Shard shard, DelaySlice slice, Rooms rooms) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.shard = shard;
        this.slice = slice;
        this.rooms = rooms;
        this.order = "delayed, " + shard;
    }

    /**
     * Sends them on.
     *
     * @param due all are at hand
     * @param ended run on the shard once each has been sent on, or is to be tried again
     */
    void send(List<DelayedEntry> due, Runnable ended) {
        Runnable done = () -> shard.execute(() -> {
            due.forEach(one -> one.busy--);
            ended.run();
        });
        Batch batch = engine.batch();
        boolean all;
        try {
            all = addAll(due, batch);
        } catch (RuntimeException | MissingPluginException e) {
            all = false;
        }
        if (all) {
            batch.inOrderOf(order).require(due.get(0).op.key(), new StillWaits(slice, due));
            batch.commit(new Batch.End() {
                @Override
                public void committed() {
                    done.run();
                }

                @Override
                public void refused(RefusedException why) {
                    shard.execute(() -> sendEach(due, done));
                }
            });
        } else {
            batch.abandon();
            sendEach(due, done);
        }
    }

    private boolean addAll(List<DelayedEntry> due, Batch batch) throws MissingPluginException {
        Map<Address, Integer> targets = new HashMap<>();
        for (DelayedEntry one : due) {
            Message message = one.message();
            if (message == null
                    || pipeline.addDueAtOnce(message, one.origin(), batch).isEmpty()) {
                return false;
            }
            batch.add(new SendingOp.DelayEnded(one.op.name(), one.op.durable()));
            targets.merge(message.address(), 1, Integer::sum);
        }
        targets.forEach((address, messages) -> requireRoom(batch, address, messages));
        return true;
    }

    /** What is on its way to a queue does not count there yet. */
    private void requireRoom(Batch batch, Address address, int messages) {
        batch.require(address.toString(), new Room(rooms, kept, address, messages));
    }

    /** One after another; what becomes of one does not touch the others. */
    private void sendEach(List<DelayedEntry> due, Runnable done) {
        CompletableFuture<?>[] ends = new CompletableFuture<?>[due.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = send(due.get(i)).toCompletableFuture();
        }
        CompletableFuture.allOf(ends).whenComplete((all, never) -> done.run());
    }

    /** Completes, never with a failure, when it is where it goes, is to be tried again, or was cancelled meanwhile, which takes its message away. */
    private CompletionStage<Void> send(DelayedEntry one) {
        if (!slice.has(one)) {
            return CompletableFuture.completedStage(null);
        }
        return one.stage()
                .thenCompose(there -> pipeline.acceptDue(there, one.origin(), batch -> {
                    end(batch.inOrderOf(order), one);
                    requireRoom(batch, there.address(), 1);
                }))
                .handle((receipt, failure) -> {
                    if (failure != null) {
                        notSent(one, RefusedException.of(failure));
                    }
                    return null;
                });
    }

    /** Adds the end of its waiting to a batch, which is refused when it waits no longer. */
    void end(Batch batch, DelayedEntry one) {
        batch.require(one.op.key(), new StillWaits(slice, List.of(one)));
        batch.add(new SendingOp.DelayEnded(one.op.name(), one.op.durable()));
    }

    private void notSent(DelayedEntry one, RefusedException cause) {
        if (slice.isOver()) {
            return;
        }
        if (cause.reason() != Reason.CONFLICT) {
            LOG.warn("A message that waited for its time was not sent on: {}", cause.getMessage());
        }
        shard.execute(() -> slice.postpone(one, engine.timers().now() + Delays.AGAIN.toMillis()));
        if (!FOR_NOW.contains(cause.reason())) {
            engine.batch()
                    .add(new SendingOp.DelayEnded(one.op.name(), one.op.durable()))
                    .commit();
        }
    }
}
