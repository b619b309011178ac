package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.contract.Holds.WillPublisher;
import io.parley.engine.op.WillOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Publication;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has wills published when their time has come. Timers are made anew at each start. Works on the wills' shards. */
final class Wills {

    /** When a will could not be published. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final WillTable table;
    private volatile boolean begun;
    private volatile WillPublisher publisher;

    Wills(Engine engine, WillTable table) {
        this.engine = engine;
        this.table = table;
        table.whenChanged(this::schedule);
    }

    /**
     * All stored wills are there. Of sessions that somebody held when the process died the connection counts as ended just now.
     */
    void begin(SessionTable sessions) {
        long now = engine.timers().steady();
        engine.shards()
                .all()
                .forEach(shard -> shard.execute(() -> table.all(shard).forEach(will -> {
                    if (will.dueAt == KeptWill.NOT_DUE) {
                        Entry entry = sessions.get(will.will.session());
                        will.connectionEnded(now, entry == null ? 0 : entry.expirySeconds());
                    }
                })));
        begun = true;
        all();
    }

    private void all() {
        engine.shards()
                .all()
                .forEach(shard -> shard.execute(() -> table.all(shard).forEach(this::schedule)));
    }

    /** Null for nobody. */
    void publisher(WillPublisher next) {
        publisher = next;
        if (next != null && begun) {
            all();
        }
    }

    private void schedule(KeptWill will) {
        if (begun && will.dueAt != KeptWill.NOT_DUE) {
            schedule(
                    will,
                    Duration.ofMillis(Math.max(0, will.dueAt - engine.timers().steady())));
        }
    }

    private void schedule(KeptWill will, Duration delay) {
        Shard shard = table.shard(will);
        if (delay.isZero()) {
            will.timer(() -> {});
            shard.execute(() -> fire(will));
        } else {
            will.timer(engine.timers().after(delay, shard, () -> fire(will)));
        }
    }

    private void fire(KeptWill will) {
        WillPublisher now = publisher;
        if (now != null
                && table.has(will)
                && !will.ending
                && will.due(engine.timers().steady())) {
            will.ending = true;
            engine.workers().execute(() -> publish(now, will));
        }
    }

    private void publish(WillPublisher to, KeptWill will) {
        WillOp.Kept left = will.will;
        CompletionStage<?> published;
        try {
            published = to.publish(
                    left.session(),
                    left.principal(),
                    new Publication(left.left(), left.guarantee(), left.retain(), 0),
                    batch -> forget(batch, will));
        } catch (RuntimeException e) {
            published = CompletableFuture.failedStage(e);
        }
        published.whenComplete((done, failure) -> table.shard(will).execute(() -> {
            will.ending = false;
            if (failure != null && table.has(will)) {
                notPublished(will, RefusedException.of(failure));
            }
        }));
    }

    private void notPublished(KeptWill will, RefusedException cause) {
        String session = will.will.session();
        Loggers.session(session)
                .warn("The will of session '{}' was not published: {}", Printable.of(session), cause.getMessage());
        if (cause.reason() == Reason.UNAVAILABLE) {
            schedule(will, AGAIN);
            return;
        }
        engine.batch().add(gone(will)).commit().whenComplete((done, failure) -> {
            if (failure != null) {
                table.shard(will).execute(() -> schedule(will, AGAIN));
            }
        });
    }

    static WillOp.Gone gone(KeptWill will) {
        return new WillOp.Gone(will.will.session(), will.will.number(), will.will.durable());
    }

    /** Publishing and forgetting are one batch. */
    private void forget(Batch batch, KeptWill will) {
        batch.require(will.will.session(), new Condition() {
            @Override
            public void reserve() {
                if (!table.has(will)) {
                    throw new RefusedException(Reason.CONFLICT, "The will was published, or is not to be");
                }
            }

            @Override
            public void end(boolean committed) {
                // Until then, nobody else ends it.
            }
        });
        batch.add(gone(will));
    }

    /**
     * Nobody publishes the session's will for now.
     *
     * @return run on the shard when that is over
     * @throws RefusedException CONFLICT when it is just being published
     */
    Runnable hold(String session) {
        KeptWill will = table.bound(session);
        if (will == null) {
            return () -> {};
        }
        if (will.ending) {
            throw new RefusedException(
                    Reason.CONFLICT, "The will of session '" + session + "' is just being published; try again soon");
        }
        will.ending = true;
        return () -> released(will);
    }

    private void released(KeptWill will) {
        will.ending = false;
        if (table.has(will)) {
            schedule(will);
        }
    }

    /**
     * What the session's next holder means for a will that the one before has left: the session goes on. Added to the batch that lets
     * the holder in.
     *
     * @param connected whether the one before is still connected
     * @return run on the shard when the batch has ended
     */
    Runnable resumed(Batch batch, String session, boolean connected) {
        KeptWill will = table.bound(session);
        if (will == null || will.ending) {
            return () -> {};
        }
        long now = engine.timers().steady();
        boolean published = will.due(now) || connected && will.will.delayMillis() == 0;
        batch.add(published ? new WillOp.Due(session, will.will.number(), now, will.will.durable()) : gone(will));
        will.ending = true;
        return () -> released(will);
    }
}
