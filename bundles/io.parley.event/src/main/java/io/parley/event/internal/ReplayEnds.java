package io.parley.event.internal;

import io.parley.engine.Engine;
import io.parley.engine.contract.Replays;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.flow.Cursors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the places of sessions that no longer read history. What a crash leaves behind is forgotten at the next start. */
final class ReplayEnds {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayEnds.class);

    private final Engine engine;
    private final SubscriptionTable subscriptions;
    private final Cursors cursors;

    ReplayEnds(Engine engine, SubscriptionTable subscriptions, Cursors cursors) {
        this.engine = engine;
        this.subscriptions = subscriptions;
        this.cursors = cursors;
    }

    void begin() {
        subscriptions.whenReplayEnded(listener -> {
            if (listener.durable) {
                forget(Replays.name(listener.session, listener.pattern()));
            }
        });
        for (Shard shard : engine.shards().all()) {
            shard.execute(() -> cursors.names(shard).forEach(this::check));
        }
    }

    private void check(String name) {
        Replays.reader(name)
                .ifPresent(reader -> engine.shards().of(reader.session()).execute(() -> {
                    boolean wanted = subscriptions.of(reader.session()).values().stream()
                            .anyMatch(listener ->
                                    listener.replays() && listener.pattern().equals(reader.pattern()));
                    if (!wanted) {
                        forget(name);
                    }
                }));
    }

    private void forget(String name) {
        engine.batch().add(new TopicOp.CursorRemoved(name)).commit().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The place of {} is kept until the next start: {}", name, failure.getMessage());
            }
        });
    }
}
