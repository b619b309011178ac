package io.parley.event.internal.flow;

import io.parley.engine.Engine;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.HistoryItem;
import io.parley.event.internal.topic.Place;
import io.parley.spi.journal.JournalException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the events of all topics that match a pattern, merged in the order of their places. */
final class HistoryFetch {

    /** So many events of one topic at once. */
    private static final int LIMIT = 256;

    /**
     * Some events.
     *
     * @param upTo everything up to there was read
     */
    record Lot(List<HistoryItem> items, Place upTo) {}

    private final Engine engine;
    private final History history;
    private final String pattern;
    private final List<Shard> shards;

    HistoryFetch(Engine engine, History history, String pattern) {
        this.engine = engine;
        this.history = history;
        this.pattern = pattern;
        this.shards = Topics.hasWildcard(pattern)
                ? engine.shards().all()
                : List.of(engine.shards().of(pattern));
    }

    /**
     * The place behind all events of the pattern's shards that were applied before the call, and some later ones.
     */
    CompletionStage<Place> end() {
        CompletionStage<Long> end = CompletableFuture.completedStage(-1L);
        for (Shard shard : shards) {
            end = end.thenCombine(CompletableFuture.supplyAsync(() -> history.lastPosition(shard), shard), Math::max);
        }
        return end.thenApply(Place::behind);
    }

    /** Completes on a worker. */
    CompletionStage<Lot> read(Place behind, Place upTo) {
        CompletionStage<List<History.Part>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (Shard shard : shards) {
            all = all.thenCombine(
                    CompletableFuture.supplyAsync(() -> history.parts(shard, pattern, behind, upTo, LIMIT), shard),
                    HistoryFetch::joined);
        }
        return all.thenApplyAsync(parts -> merged(parts, upTo), engine.workers());
    }

    private static <T> List<T> joined(List<T> all, List<T> more) {
        all.addAll(more);
        return all;
    }

    private Lot merged(List<History.Part> parts, Place upTo) {
        Place safe = upTo;
        List<HistoryItem> items = new ArrayList<>();
        for (History.Part part : parts) {
            List<HistoryItem> read = read(part);
            items.addAll(read);
            if (read.size() == LIMIT) {
                Place last = read.get(LIMIT - 1).place;
                safe = last.compareTo(safe) < 0 ? last : safe;
            }
        }
        items.sort(Comparator.comparing(item -> item.place));
        Place end = safe;
        items.removeIf(item -> item.place.compareTo(end) > 0);
        return new Lot(items, end);
    }

    private List<HistoryItem> read(History.Part part) {
        try {
            return history.read(part, LIMIT);
        } catch (JournalException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
