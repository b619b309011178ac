package io.parley.event.internal.flow;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Engine;
import io.parley.engine.contract.Histories.Extract;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.HistoryItem;
import io.parley.event.internal.topic.Place;
import io.parley.event.internal.topic.TopicMessages;
import io.parley.spi.journal.JournalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads parts of histories that are there, for those who do not want to listen. Safe for all threads. */
public final class Extracts {

    /** So many messages are read at the same time. */
    private static final int AT_ONCE = 64;

    /** So many bytes of payload are read at the same time, and given at once, unless a single message has more. */
    private static final long MOST_BYTES = 16 << 20;

    private final Engine engine;
    private final History history;

    public Extracts(Engine engine, History history) {
        this.engine = engine;
        this.history = history;
    }

    /** As {@link io.parley.engine.contract.Histories#read}. */
    public CompletionStage<Extract> read(List<String> patterns, Optional<Cursor> after, int limit) {
        CompletableFuture<Extract> result = new CompletableFuture<>();
        try {
            Place begin = after.map(Place::of).orElse(Place.BEFORE_ALL);
            new Run(patterns, limit, result, null).begin(begin);
        } catch (RefusedException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /** As {@link io.parley.engine.contract.Histories#last}: walks through all of the index, and reads the messages of its end. */
    public CompletionStage<Extract> last(List<String> patterns, int limit) {
        CompletableFuture<Extract> result = new CompletableFuture<>();
        new Run(patterns, limit, result, new ArrayDeque<>()).begin(Place.BEFORE_ALL);
        return result;
    }

    private final class Run {

        private final List<HistoryFetch> fetches;
        private final int limit;
        private final CompletableFuture<Extract> result;
        private final List<Event> events = new ArrayList<>();

        /** The newest so far, where those alone are wanted; null once they are being read, or never. */
        private Deque<HistoryItem> newest;

        private boolean passedOver;

        /** What the events have so far, where the page may end early for it. */
        private long bytes;

        private final boolean mayEndEarly;

        Run(List<String> patterns, int limit, CompletableFuture<Extract> result, Deque<HistoryItem> newest) {
            this.newest = newest;
            this.mayEndEarly = newest == null;
            this.fetches = patterns.stream()
                    .map(pattern -> new HistoryFetch(engine, history, pattern))
                    .toList();
            this.limit = limit;
            this.result = result;
        }

        void begin(Place behind) {
            CompletionStage<Place> end = CompletableFuture.completedStage(Place.BEFORE_ALL);
            for (HistoryFetch fetch : fetches) {
                end = end.thenCombine(fetch.end(), (one, other) -> one.compareTo(other) < 0 ? other : one);
            }
            end.thenAccept(place -> lot(behind, place)).whenComplete(this::failed);
        }

        private void failed(Object nothing, Throwable failure) {
            if (failure != null) {
                result.completeExceptionally(RefusedException.of(failure));
            }
        }

        /** Reads what each pattern has next; what all have read is complete. */
        private void lot(Place behind, Place end) {
            if (behind.compareTo(end) >= 0) {
                end(end);
                return;
            }
            CompletionStage<List<HistoryFetch.Lot>> lots = CompletableFuture.completedStage(new ArrayList<>());
            for (HistoryFetch fetch : fetches) {
                lots = lots.thenCombine(fetch.read(behind, end), (all, lot) -> {
                    all.add(lot);
                    return all;
                });
            }
            lots.thenAcceptAsync(
                            all -> {
                                Place upTo = all.stream()
                                        .map(HistoryFetch.Lot::upTo)
                                        .reduce(end, (one, other) -> one.compareTo(other) < 0 ? one : other);
                                TreeMap<Place, HistoryItem> items = new TreeMap<>();
                                all.forEach(lot -> lot.items().forEach(item -> items.put(item.place, item)));
                                List<HistoryItem> complete =
                                        List.copyOf(items.headMap(upTo, true).values());
                                if (newest == null) {
                                    load(complete, 0, upTo, end);
                                } else {
                                    complete.forEach(this::keep);
                                    lot(upTo, end);
                                }
                            },
                            engine.workers())
                    .whenComplete(this::failed);
        }

        private void keep(HistoryItem item) {
            newest.add(item);
            if (newest.size() > limit) {
                newest.poll();
                passedOver = true;
            }
        }

        private void end(Place end) {
            if (newest == null) {
                result.complete(new Extract(events, passedOver));
            } else {
                List<HistoryItem> wanted = List.copyOf(newest);
                newest = null;
                load(wanted, 0, end, end);
            }
        }

        private void load(List<HistoryItem> items, int from, Place upTo, Place end) {
            if (from == items.size()) {
                lot(upTo, end);
                return;
            }
            if (events.size() == limit || mayEndEarly && bytes >= MOST_BYTES) {
                result.complete(new Extract(events, true));
                return;
            }
            int to = portion(items, from);
            List<CompletableFuture<Optional<Event>>> loading = items.subList(from, to).stream()
                    .map(item -> event(item).toCompletableFuture())
                    .toList();
            CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new))
                    .thenAcceptAsync(
                            done -> {
                                loading.forEach(one -> one.join().ifPresent(this::add));
                                load(items, to, upTo, end);
                            },
                            engine.workers())
                    .whenComplete(this::failed);
        }

        private void add(Event event) {
            events.add(event);
            bytes += event.message().payload().size();
        }

        /** Where the events end that are read at once from there. */
        private int portion(List<HistoryItem> items, int from) {
            int most = Math.min(items.size(), from + Math.min(AT_ONCE, limit - events.size()));
            long size = items.get(from).size();
            int to = from + 1;
            while (to < most && size + items.get(to).size() <= MOST_BYTES) {
                size += items.get(to++).size();
            }
            return to;
        }
    }

    /** Empty for one that is no longer kept, or has expired. */
    private CompletionStage<Optional<Event>> event(HistoryItem item) {
        return engine.messages()
                .load(item.ref())
                .handle((message, failure) ->
                        failure == null ? CompletableFuture.completedStage(Optional.of(message)) : again(item, failure))
                .thenCompose(stage -> stage)
                .thenApply(message -> message.filter(found ->
                                !TopicMessages.expired(found, engine.timers().now()))
                        .map(found -> new Event(
                                TopicMessages.addressed(found, item.topic), item.sequence, item.place.cursor())));
    }

    /** It may have been copied forward, or given up, since its item was read. */
    private CompletionStage<Optional<Message>> again(HistoryItem item, Throwable failure) {
        try {
            HistoryItem now = history.again(item);
            if (now != null && now.storedAt() != item.storedAt()) {
                return engine.messages().load(now.ref()).thenApply(Optional::of);
            }
            return history.keeps(item)
                    ? CompletableFuture.failedStage(failure)
                    : CompletableFuture.completedStage(Optional.empty());
        } catch (JournalException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
