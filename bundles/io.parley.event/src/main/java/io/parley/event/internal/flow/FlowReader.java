package io.parley.event.internal.flow;

import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.event.internal.topic.HistoryItem;
import io.parley.event.internal.topic.Place;
import io.parley.event.internal.topic.TopicMessages;
import io.parley.spi.journal.JournalException;
import io.parley.spi.plugin.MissingPluginException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber of topics. It pulls: whoever has news for it only wakes it, and then one worker at a time reads on from where it is,
 * as far as there is demand. So nothing is lost or doubled between history and what comes live, and a slow subscriber costs memory
 * for its own position only.
 */
final class FlowReader implements Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(FlowReader.class);

    /** Events of topics without history that may wait for demand. */
    static final int BUFFER = 10_000;

    /** After so many events the worker looks after others. */
    private static final int QUOTA = 256;

    private static final int READ_AHEAD = 64;

    /** Where too much waits for a filter already. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Loading(String topic, HistoryItem item, CompletableFuture<Message> message) {}

    private final FlowHub hub;
    private final Subscription subscription;
    private final HistoryFetch fetch;
    private final boolean severalShards;
    private final long notBefore;

    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicLong known = new AtomicLong(-1);
    private final AtomicLong wakes = new AtomicLong();
    private final Queue<Live> live = new ConcurrentLinkedQueue<>();
    private final AtomicInteger liveSize = new AtomicInteger();
    private volatile boolean listening;
    private volatile boolean cancelled;
    private volatile Throwable failure;
    private volatile Place resolved;

    // What follows is for the worker whose turn it is.
    private Flow.Subscriber<? super Event> subscriber;
    private boolean subscribed;
    private boolean ended;
    private Place start;
    private Place delivered;
    private Place read;
    private long readWakes = -1;
    private final Set<Place> seenAtEnd = new HashSet<>();
    private final Deque<HistoryItem> ready = new ArrayDeque<>();
    private boolean liveNext;
    private Loading loading;
    private CompletableFuture<HistoryFetch.Lot> fetching;

    /** Whether the event that is loaded waits for the filter. */
    private volatile boolean parked;

    FlowReader(FlowHub hub, Subscription subscription, Flow.Subscriber<? super Event> subscriber, boolean wildcard) {
        this.hub = hub;
        this.subscription = subscription;
        this.subscriber = subscriber;
        this.severalShards = wildcard;
        this.fetch = new HistoryFetch(hub.engine, hub.history, subscription.pattern());
        this.notBefore = subscription.start() instanceof Start.At at ? at.time().toEpochMilli() : Long.MIN_VALUE;
    }

    String pattern() {
        return subscription.pattern();
    }

    /** Begins to listen, and then finds out where to begin. */
    void begin() {
        listening = true;
        hub.add(this);
        new StartPlace(hub, fetch, subscription).find().whenComplete((place, cause) -> {
            if (cause != null) {
                fail(RefusedException.of(cause));
                return;
            }
            appended(place.end().position());
            resolved = place.start();
            wake();
        });
    }

    /** There is an event at that position. Any thread. */
    void appended(long position) {
        known.accumulateAndGet(position, Math::max);
        wakes.incrementAndGet();
        wake();
    }

    /** An event without history. Any thread; for one topic, one thread. */
    void live(Live event) {
        if (cancelled) {
            return;
        }
        if (liveSize.incrementAndGet() > BUFFER) {
            liveSize.decrementAndGet();
            hub.dropped.increment();
            return;
        }
        live.add(event);
        wake();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("The demand is 1 or more (Reactive Streams 3.9), not " + n));
        } else {
            demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            wake();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        wake();
    }

    private void wake() {
        if (work.getAndIncrement() == 0) {
            hub.engine.workers().execute(this::turn);
        }
    }

    private void turn() {
        int seen = work.get();
        do {
            if (advance()) {
                hub.engine.workers().execute(this::turn);
                return;
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Goes on as far as possible; returns whether it stopped only to let others go first. */
    private boolean advance() {
        try {
            for (int count = 0; count < QUOTA; count++) {
                Event event = open() ? next() : null;
                if (event == null) {
                    return false;
                }
                subscriber.onNext(event);
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("A subscriber of '{}' failed; it gets no more events: {}", pattern(), e.toString());
            end();
            return false;
        }
    }

    /** Whether the subscriber can get events now. */
    private boolean open() {
        if (ended) {
            return false;
        }
        if (cancelled) {
            end();
            return false;
        }
        if (!subscribed && (resolved != null || failure != null)) {
            subscribed = true;
            start = resolved;
            delivered = resolved;
            read = resolved;
            subscriber.onSubscribe(this);
            return open();
        }
        if (subscribed && failure != null) {
            Flow.Subscriber<? super Event> told = subscriber;
            end();
            told.onError(failure);
            return false;
        }
        return subscribed;
    }

    private void end() {
        if (!ended) {
            ended = true;
            cancelled = true;
            if (listening) {
                hub.remove(this);
            }
            subscriber = null;
            ready.clear();
            live.clear();
        }
    }

    /** The next event, if it is there and wanted. */
    private Event next() {
        while (failure == null) {
            readAhead();
            if (loading == null && demand.get() > 0) {
                loading = load();
            }
            if (loading == null || !loading.message.isDone() || parked) {
                return null;
            }
            Loading done = loading;
            loading = null;
            Event event;
            try {
                event = event(done);
            } catch (MissingPluginException e) {
                loading = done;
                await(e);
                return null;
            }
            if (event != null) {
                demand.updateAndGet(rest -> rest == Long.MAX_VALUE ? rest : rest - 1);
                return event;
            }
        }
        return null;
    }

    private Loading load() {
        liveNext = !liveNext;
        Live event = liveNext || ready.isEmpty() ? live.poll() : null;
        if (event != null) {
            liveSize.decrementAndGet();
            return loading(
                    event.topic(),
                    null,
                    hub.engine.messages().load(event.message()).toCompletableFuture());
        }
        HistoryItem item = ready.poll();
        return item == null
                ? null
                : loading(
                        item.topic, item, hub.engine.messages().load(item.ref()).toCompletableFuture());
    }

    private Loading loading(String topic, HistoryItem item, CompletableFuture<Message> message) {
        if (!message.isDone()) {
            message.whenComplete((loaded, cause) -> wake());
        }
        return new Loading(topic, item, message);
    }

    /** Null when the event is not to be delivered after all. */
    private Event event(Loading done) throws MissingPluginException {
        HistoryItem item = done.item;
        if (done.message.isCompletedExceptionally()) {
            if (item != null && loadAgain(item)) {
                return null;
            }
            if (item == null || hub.history.keeps(item)) {
                done.message.whenComplete((none, cause) -> fail(RefusedException.of(cause)));
            }
            return null;
        }
        Message message = TopicMessages.addressed(done.message.join(), done.topic);
        boolean passes = !TopicMessages.expired(message, hub.engine.timers().now())
                && (subscription.filter().isEmpty()
                        || hub.plugins
                                .messageFilters()
                                .passes(subscription.filter().get(), message));
        if (item != null) {
            delivered = item.place;
        }
        return !passes ? null : new Event(message, item == null ? 0 : item.sequence, delivered.cursor());
    }

    /** The event that is loaded waits for the filter, and so do those behind it. */
    private void await(MissingPluginException absent) {
        parked = true;
        LOG.warn("A subscriber of '{}' waits: {}", pattern(), absent.getMessage());
        Runnable goOn = () -> {
            parked = false;
            wake();
        };
        hub.plugins.await(absent).whenComplete((there, failure) -> {
            if (failure == null) {
                goOn.run();
            } else {
                hub.engine.timers().after(RETRY, hub.engine.workers(), goOn);
            }
        });
    }

    /** Whether the message was moved since the item was read; then it is loaded from where it is. */
    private boolean loadAgain(HistoryItem item) {
        try {
            HistoryItem now = hub.history.again(item);
            if (now == null || now.storedAt() == item.storedAt()) {
                return false;
            }
            loading = loading(
                    now.topic, now, hub.engine.messages().load(now.ref()).toCompletableFuture());
            return true;
        } catch (JournalException e) {
            return false;
        }
    }

    private void readAhead() {
        if (fetching != null && fetching.isDone()) {
            CompletableFuture<HistoryFetch.Lot> done = fetching;
            fetching = null;
            if (!done.isCompletedExceptionally()) {
                take(done.join());
            }
        }
        if (fetching == null && ready.size() < READ_AHEAD && demand.get() > 0 && isMore()) {
            readWakes = wakes.get();
            fetching = fetch.read(readFrom(), Place.behind(known.get())).toCompletableFuture();
            fetching.whenComplete((lot, cause) -> {
                if (cause != null) {
                    fail(RefusedException.of(cause));
                }
                wake();
            });
        }
    }

    private boolean isMore() {
        return readWakes != wakes.get() || read.compareTo(Place.behind(known.get())) < 0;
    }

    /**
     * One batch may hold events of several shards, and one shard may have applied its part while another has not: so the newest
     * position is read once more when there is news.
     */
    private Place readFrom() {
        boolean again = severalShards && read.within() == Long.MAX_VALUE && read.position() >= 0;
        return again ? Place.behind(read.position() - 1) : read;
    }

    private void take(HistoryFetch.Lot lot) {
        for (HistoryItem item : lot.items()) {
            if (item.place.compareTo(start) > 0 && item.acceptedSince(notBefore) && !seenAtEnd.contains(item.place)) {
                ready.add(item);
            }
        }
        read = lot.upTo();
        seenAtEnd.removeIf(place -> place.position() != read.position());
        for (HistoryItem item : lot.items()) {
            if (item.place.position() == read.position()) {
                seenAtEnd.add(item.place);
            }
        }
    }
}
