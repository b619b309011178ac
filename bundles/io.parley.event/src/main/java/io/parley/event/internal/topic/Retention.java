package io.parley.event.internal.topic;

import io.parley.engine.Engine;
import io.parley.engine.shard.Shard;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up old events, topic after topic, from time to time. What was given up since the last checkpoint is given up again after a
 * crash, so it needs no record.
 */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** So many events at once. */
    private static final int LOT = 1_000;

    private final Engine engine;
    private final History history;
    private final TopicRules rules;
    private volatile Timers.Timer timer = () -> {};
    private volatile boolean ended;

    public Retention(Engine engine, History history, TopicRules rules) {
        this.engine = engine;
        this.history = history;
        this.rules = rules;
    }

    public void begin() {
        if (!ended) {
            timer = engine.timers()
                    .after(INTERVAL, engine.workers(), () -> run().whenComplete((done, failure) -> begin()));
        }
    }

    public void end() {
        ended = true;
        timer.cancel();
    }

    /** All topics once. Completes when what is too old or too much is gone. */
    CompletionStage<Void> run() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        next(history.topics().iterator(), done);
        return done;
    }

    private void next(Iterator<String> topics, CompletableFuture<Void> done) {
        while (!ended && topics.hasNext()) {
            String topic = topics.next();
            TopicSettings settings = rules.of(topic).orElse(null);
            if (settings != null) {
                shorten(topic, settings).whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn("Topic '{}' keeps more than it should: {}", topic, failure.getMessage());
                    }
                    engine.workers().execute(() -> next(topics, done));
                });
                return;
            }
        }
        done.complete(null);
    }

    private CompletionStage<Void> shorten(String topic, TopicSettings settings) {
        Shard shard = engine.shards().of(topic);
        return CompletableFuture.supplyAsync(() -> excess(shard, topic, settings), shard)
                .thenCompose(excess -> excess == null
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.supplyAsync(() -> inView(excess), engine.workers())
                                .thenCompose(
                                        lot -> CompletableFuture.supplyAsync(() -> drop(shard, excess, lot), shard))
                                .thenCompose(more ->
                                        more ? shorten(topic, settings) : CompletableFuture.completedStage(null)));
    }

    /** What one topic has too much of, as it was at one moment. */
    private record Excess(
            TopicLog log, Place first, Place tailBegin, int moves, long count, long bytes, long oldestKept) {

        /** Whether an event must go when so many events and bytes are there. */
        boolean tooMuch(long countNow, long bytesNow, long time) {
            return countNow > count || bytesNow > bytes || time < oldestKept;
        }
    }

    /**
     * Events to give up.
     *
     * @param nextTime when the event behind them was accepted; unknown when that is in memory
     * @param more whether there are more in the view
     */
    private record Lot(List<HistoryItem> items, long nextTime, boolean more) {}

    private Excess excess(Shard shard, String topic, TopicSettings settings) {
        TopicLog log = history.log(shard, topic);
        if (log == null || log.count() == 0) {
            return null;
        }
        int hours = settings.retentionHours();
        Excess excess = new Excess(
                log,
                log.first(),
                log.tailBegin(),
                log.moves(),
                settings.retentionMessages() == 0 ? Long.MAX_VALUE : settings.retentionMessages(),
                settings.retentionMib() == 0 ? Long.MAX_VALUE : (long) settings.retentionMib() << 20,
                hours == 0
                        ? Long.MIN_VALUE
                        : engine.timers().now() - Duration.ofHours(hours).toMillis());
        if (!excess.tooMuch(log.count(), log.bytes(), log.oldest())) {
            return null;
        }
        while (log.head() != null && excess.tooMuch(log.count(), log.bytes(), log.oldest())) {
            history.dropHead(shard, log);
        }
        return log.inView() == 0
                ? null
                : new Excess(
                        log, log.first(), log.tailBegin(), log.moves(), excess.count, excess.bytes, excess.oldestKept);
    }

    private Lot inView(Excess excess) {
        List<HistoryItem> items = new ArrayList<>();
        long[] next = {0};
        try {
            HistoryRows.events(history.view(), excess.log.topic, excess.first, excess.tailBegin, item -> {
                if (items.size() < LOT) {
                    items.add(item);
                    return true;
                }
                next[0] = item.time;
                return false;
            });
        } catch (JournalException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return new Lot(items, next[0], items.size() == LOT);
    }

    /** @return whether there is more to give up */
    private boolean drop(Shard shard, Excess excess, Lot lot) {
        TopicLog log = excess.log;
        if (log.moves() != excess.moves) {
            // What was read may not say where the events are stored now.
            return true;
        }
        long count = log.count();
        long bytes = log.bytes();
        int dropped = 0;
        for (HistoryItem item : lot.items) {
            if (!excess.tooMuch(count, bytes, item.time)) {
                break;
            }
            count--;
            bytes -= item.size;
            dropped++;
        }
        if (dropped > 0) {
            boolean all = dropped == lot.items.size();
            history.dropped(
                    shard, log, lot.items.subList(0, dropped), all ? lot.nextTime : lot.items.get(dropped).time);
        }
        while (log.head() != null && excess.tooMuch(log.count(), log.bytes(), log.oldest())) {
            history.dropHead(shard, log);
        }
        return dropped > 0 && dropped == lot.items.size() && lot.more;
    }
}
