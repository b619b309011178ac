package io.parley.event.internal;

import io.parley.api.event.Cursor;
import io.parley.engine.Engine;
import io.parley.engine.contract.Histories;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.flow.Extracts;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.journal.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Histories for other parts of Parley. */
final class KeptHistories implements Histories {

    private final Engine engine;
    private final StartGate gate;
    private final History history;
    private final TopicRules rules;
    private final Extracts extracts;

    KeptHistories(Engine engine, StartGate gate, History history, TopicRules rules, Extracts extracts) {
        this.engine = engine;
        this.gate = gate;
        this.history = history;
        this.rules = rules;
        this.extracts = extracts;
    }

    @Override
    public void keep(Object owner, Keeping keeping) {
        rules.put(
                owner,
                new TopicSettings(
                        keeping.pattern(),
                        true,
                        keeping.hours(),
                        keeping.mib(),
                        keeping.messages(),
                        Optional.empty(),
                        Durability.FSYNC));
    }

    @Override
    public void release(Object owner) {
        rules.remove(owner);
    }

    @Override
    public CompletionStage<Extract> read(List<String> patterns, Optional<Cursor> after, int limit) {
        return extracts.read(patterns, after, limit);
    }

    @Override
    public CompletionStage<Extract> last(List<String> patterns, int limit) {
        return extracts.last(patterns, limit);
    }

    @Override
    public CompletionStage<List<Kept>> kept(List<String> patterns) {
        return gate.<Void>call("", (shard, stored) -> stored.complete(null))
                .thenCompose(stored -> {
                    CompletionStage<List<Kept>> all = CompletableFuture.completedStage(new ArrayList<>());
                    for (Shard shard : engine.shards().all()) {
                        all = all.thenCombine(
                                CompletableFuture.supplyAsync(() -> history.kept(shard, patterns), shard),
                                KeptHistories::joined);
                    }
                    return all;
                })
                .thenApplyAsync(all -> all, engine.workers());
    }

    private static List<Kept> joined(List<Kept> all, List<Kept> more) {
        all.addAll(more);
        return all;
    }
}
