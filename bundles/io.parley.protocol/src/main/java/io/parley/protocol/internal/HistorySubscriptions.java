package io.parley.protocol.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.EventService;
import io.parley.api.event.Subscription;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Replays;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics whose history one client reads, and what it has of them. A durable session's place moves behind what the client has
 * acknowledged without a gap. Owned by the connection's lane.
 */
final class HistorySubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(HistorySubscriptions.class);

    private final EventService events;
    private final Plugins plugins;
    private final Connection connection;
    private final int credit;
    private final Window window;
    private final Map<SubscriptionTarget, Reader> readers = new HashMap<>();
    private final Map<Long, Sent> unacknowledged = new HashMap<>();

    HistorySubscriptions(EventService events, Plugins plugins, Connection connection, int credit, Window window) {
        this.events = events;
        this.plugins = plugins;
        this.connection = connection;
        this.credit = credit;
        this.window = window;
    }

    /**
     * Begins to read, or begins anew.
     *
     * @return completes when it is certain what comes first
     */
    CompletionStage<Void> add(String session, boolean durable, SubscriptionRequest request) {
        remove(request.target());
        String pattern = request.address().name();
        Optional<String> name = durable ? Optional.of(Replays.name(session, pattern)) : Optional.empty();
        Reader reader = new Reader(request, name);
        readers.put(request.target(), reader);
        events.subscribe(new Subscription(pattern, request.options().start().orElseThrow(), name))
                .subscribe(reader);
        return reader.begun;
    }

    /** Begins to read where that has not begun. */
    void resume(String session, boolean durable, SubscriptionRequest request) {
        if (!readers.containsKey(request.target())) {
            add(session, durable, request);
        }
    }

    void remove(SubscriptionTarget target) {
        Reader ended = readers.remove(target);
        if (ended != null) {
            ended.cancel();
        }
    }

    void acknowledge(long sequence) {
        Sent done = unacknowledged.remove(sequence);
        if (done != null) {
            window.queueAcknowledged();
            done.from.done(done);
        }
    }

    /** The connection can take more. */
    void resume() {
        readers.values().forEach(Reader::settle);
    }

    void close() {
        readers.values().forEach(Reader::cancel);
        readers.clear();
        unacknowledged.clear();
    }

    /** One event on its way to the client. */
    private final class Sent implements Window.Waiting {

        private final Event event;
        private final Reader from;
        private final Outbound.Deliver outbound;
        private boolean done;

        Sent(Event event, Reader from) {
            this.event = event;
            this.from = from;
            boolean guaranteed = from.guarantee != Guarantee.AT_MOST_ONCE;
            outbound = new Outbound.Deliver(
                    event.message(),
                    guaranteed ? window.nextBelowZero() : 0,
                    from.guarantee,
                    false,
                    false,
                    from.identifiers);
        }

        @Override
        public Outbound outbound() {
            return outbound;
        }

        @Override
        public boolean wanted() {
            return !from.cancelled;
        }

        @Override
        public void sent() {
            if (outbound.guarantee() != Guarantee.AT_MOST_ONCE) {
                unacknowledged.put(outbound.sequence(), this);
            } else {
                from.done(this);
            }
        }
    }

    /** One pattern. Signals come on workers and go on to the lane. */
    private final class Reader implements Flow.Subscriber<Event> {

        private final SubscriptionRequest request;
        private final Optional<String> name;
        private final Guarantee guarantee;
        private final List<Integer> identifiers;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();

        /** What has come and was not tested yet. */
        private final ArrayDeque<Event> arrived = new ArrayDeque<>(0);

        /** What is with the client, in order. */
        private final ArrayDeque<Sent> outstanding = new ArrayDeque<>(0);

        private boolean parked;
        private int owed;

        /** Where to go on after a reconnect, as far as that was not handed over yet. */
        private Cursor place;

        private boolean acknowledging;
        private volatile Flow.Subscription subscription;
        private volatile boolean cancelled;

        Reader(SubscriptionRequest request, Optional<String> name) {
            this.request = request;
            this.name = name;
            this.guarantee = request.maximum().min(Guarantee.AT_LEAST_ONCE);
            int identifier = request.options().identifier();
            this.identifiers = identifier == 0 ? List.of() : List.of(identifier);
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            begun.complete(null);
            if (cancelled) {
                made.cancel();
                return;
            }
            connection.execute(() -> {
                owed += credit;
                settle();
            });
        }

        @Override
        public void onNext(Event event) {
            connection.execute(() -> {
                arrived.add(event);
                test();
            });
        }

        @Override
        public void onError(Throwable failure) {
            LOG.warn("Reading {} for {} ended: {}", request.target(), connection.id(), failure.getMessage());
            begun.completeExceptionally(RefusedException.of(failure));
        }

        @Override
        public void onComplete() {
            // A topic does not end.
        }

        /** While the filter is absent everything waits, in order. */
        private void test() {
            while (!parked && !cancelled && !arrived.isEmpty()) {
                Event event = arrived.peek();
                boolean passes;
                try {
                    passes = request.options().filter().isEmpty()
                            || plugins.messageFilters()
                                    .passes(request.options().filter().get(), event.message());
                } catch (MissingPluginException e) {
                    parked = true;
                    plugins.await(e)
                            .whenComplete((there, failure) -> connection.execute(() -> {
                                parked = false;
                                if (failure == null) {
                                    test();
                                } else {
                                    LOG.warn(
                                            "{} gets no more of {}: {}",
                                            connection.id(),
                                            request.target(),
                                            failure.getMessage());
                                }
                            }));
                    return;
                }
                arrived.remove();
                Sent sent = new Sent(event, this);
                outstanding.add(sent);
                if (passes) {
                    window.queue(sent);
                } else {
                    done(sent);
                }
            }
        }

        void done(Sent sent) {
            sent.done = true;
            while (!outstanding.isEmpty() && outstanding.peek().done) {
                place = outstanding.remove().event.cursor();
            }
            if (!cancelled) {
                keepPlace();
                owed++;
                settle();
            }
        }

        private void keepPlace() {
            if (place == null || acknowledging || name.isEmpty()) {
                return;
            }
            Cursor behind = place;
            place = null;
            acknowledging = true;
            events.acknowledge(name.get(), behind)
                    .whenComplete((done, failure) -> connection.execute(() -> {
                        acknowledging = false;
                        if (failure != null) {
                            LOG.warn(
                                    "The place of {} in {} was not kept: {}",
                                    connection.id(),
                                    request.target(),
                                    failure.getMessage());
                        }
                        if (!cancelled) {
                            keepPlace();
                        }
                    }));
        }

        void settle() {
            if (owed > 0 && window.writable() && !cancelled && subscription != null) {
                int now = owed;
                owed = 0;
                subscription.request(now);
            }
        }

        /** Before or after {@link #onSubscribe}: one of both sees that both have happened. */
        void cancel() {
            cancelled = true;
            if (place != null && name.isPresent()) {
                events.acknowledge(name.get(), place);
            }
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
