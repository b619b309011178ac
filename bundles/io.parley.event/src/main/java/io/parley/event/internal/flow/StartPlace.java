package io.parley.event.internal.flow;

import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.topic.Place;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out where a subscription begins. A durable one that is new has its place kept from then on. */
final class StartPlace {

    /**
     * What was found.
     *
     * @param end the end of what there is
     */
    record Found(Place start, Place end) {}

    private final FlowHub hub;
    private final HistoryFetch fetch;
    private final Subscription subscription;

    StartPlace(FlowHub hub, HistoryFetch fetch, Subscription subscription) {
        this.hub = hub;
        this.fetch = fetch;
        this.subscription = subscription;
    }

    CompletionStage<Found> find() {
        return fetch.end()
                .thenCompose(end -> subscription
                        .name()
                        .map(name -> named(name, end))
                        .orElseGet(() -> CompletableFuture.completedStage(start(end)))
                        .thenApply(start -> new Found(start, end)));
    }

    private Place start(Place end) {
        Start start = subscription.start();
        if (start instanceof Start.After after) {
            return Place.of(after.cursor());
        }
        // Events from before a time are passed over as they are read.
        return start instanceof Start.Latest ? end : Place.BEFORE_ALL;
    }

    private CompletionStage<Place> named(String name, Place end) {
        Shard shard = hub.engine.shards().of(name);
        return CompletableFuture.supplyAsync(() -> hub.cursors.get(name), shard)
                .thenCompose(
                        kept -> kept != null ? CompletableFuture.completedStage(kept.place()) : keep(name, start(end)));
    }

    private CompletionStage<Place> keep(String name, Place place) {
        return hub.engine
                .batch()
                .add(new TopicOp.CursorSet(name, subscription.pattern(), place.position(), place.within()))
                .commit()
                .thenApply(done -> place);
    }
}
