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
    private final Unacknowledged unacknowledged;

    HistorySubscriptions(
            EventService events,
            Plugins plugins,
            Connection connection,
            int credit,
            Window window,
            Unacknowledged unacknowledged) {
        this.events = events;
        this.plugins = plugins;
        this.connection = connection;
        this.credit = credit;
        this.window = window;
        this.unacknowledged = unacknowledged;
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

    /** The connection can take more. */
    void resume() {
        readers.values().forEach(Reader::settle);
    }

    void close() {
        readers.values().forEach(Reader::cancel);
        readers.clear();
        unacknowledged.clear();
    }

    /** One event that was read. */
    private static final class Read {

        private final Cursor cursor;
        private boolean done;

        Read(Cursor cursor) {
            this.cursor = cursor;
        }
    }

    /** One pattern. */
    private final class Reader extends Feed<Event> {

        private final SubscriptionRequest request;
        private final Optional<String> name;
        private final Guarantee guarantee;
        private final List<Integer> identifiers;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();

        /** What has come and was not tested yet. */
        private final ArrayDeque<Event> arrived = new ArrayDeque<>(0);

        /** What the place is not behind yet, in order. */
        private final ArrayDeque<Read> outstanding = new ArrayDeque<>(0);

        private boolean parked;

        /** Where to go on after a reconnect, as far as that was not handed over yet. */
        private Cursor place;

        private boolean acknowledging;

        Reader(SubscriptionRequest request, Optional<String> name) {
            super(connection, window, credit);
            this.request = request;
            this.name = name;
            this.guarantee = request.maximum().min(Guarantee.AT_LEAST_ONCE);
            int identifier = request.options().identifier();
            this.identifiers = identifier == 0 ? List.of() : List.of(identifier);
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            begun.complete(null);
            super.onSubscribe(made);
        }

        @Override
        void next(Event event) {
            arrived.add(event);
            test();
        }

        @Override
        public void onError(Throwable failure) {
            LOG.warn("Reading {} for {} ended: {}", request.target(), connection.id(), failure.getMessage());
            begun.completeExceptionally(RefusedException.of(failure));
        }

        /** While the filter is absent everything waits, in order. */
        private void test() {
            while (!parked && !cancelled() && !arrived.isEmpty()) {
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
                Read read = new Read(event.cursor());
                outstanding.add(read);
                if (passes) {
                    window.queue(new Fed(
                            outbound(event),
                            this,
                            unacknowledged,
                            () -> done(read),
                            () -> done(read),
                            Optional.empty()));
                } else {
                    done(read);
                }
            }
        }

        private Outbound.Deliver outbound(Event event) {
            long sequence = guarantee == Guarantee.AT_MOST_ONCE ? 0 : window.nextBelowZero();
            return new Outbound.Deliver(event.message(), sequence, guarantee, false, false, identifiers);
        }

        private void done(Read read) {
            read.done = true;
            while (!outstanding.isEmpty() && outstanding.peek().done) {
                place = outstanding.remove().cursor;
            }
            if (!cancelled()) {
                keepPlace();
                more();
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
                        if (!cancelled()) {
                            keepPlace();
                        }
                    }));
        }

        @Override
        void cancel() {
            if (place != null && name.isPresent()) {
                events.acknowledge(name.get(), place);
            }
            super.cancel();
        }
    }
}
