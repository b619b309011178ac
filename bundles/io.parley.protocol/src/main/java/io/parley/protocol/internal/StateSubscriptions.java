package io.parley.protocol.internal;

import io.parley.api.event.Start;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The states that one client follows. What is told next is found in the state itself, so a client that is slow, or away, costs nothing and gets the
 * last of several changes of a value. Owned by the connection's lane.
 */
final class StateSubscriptions {

    /** So many may one client have. */
    static final int MOST = 16;

    static final String WHAT = StatePublishing.WHAT;
    static final String TOKEN = "parley-state-token";

    /** Values on their way to the client, of one subscription: each may be large. */
    private static final int CREDIT = 8;

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ClientStates states;
    private final Timers timers;
    private final Connection connection;
    private final Window window;
    private final Unacknowledged unacknowledged;
    private final Consumer<SubscriptionTarget> end;
    private final Map<SubscriptionTarget, Watch> watches = new HashMap<>(4);

    /** @param end told of one that has to end, since the client may not see that state any more, or there is none */
    StateSubscriptions(
            ClientStates states,
            Timers timers,
            Connection connection,
            Window window,
            Unacknowledged unacknowledged,
            Consumer<SubscriptionTarget> end) {
        this.states = states;
        this.timers = timers;
        this.connection = connection;
        this.window = window;
        this.unacknowledged = unacknowledged;
        this.end = end;
    }

    /** @throws RefusedException where there can be no such subscription, or the session is no member of the group */
    void check(SubscriptionRequest request) {
        StateTopic topic = StateTopic.of(request.address());
        boolean place =
                request.options().start().filter(Start.At.class::isInstance).isPresent();
        if (request.target().group().isPresent()
                || request.options().noLocal()
                || request.options().filter().isPresent()
                || place) {
            throw new RefusedException(
                    Reason.INVALID,
                    "Who follows a state neither shares that with others, nor has a filter, leaves out its own changes or begins at a time");
        }
        states.requireMember(topic);
    }

    /**
     * Begins to tell, or goes on where nothing is to be told anew.
     *
     * @return completes when the first is known
     */
    CompletionStage<Void> add(SubscriptionRequest request) {
        Watch there = watches.get(request.target());
        Optional<Start> start = request.options().start();
        if (there != null && start.isEmpty() && request.options().retained() != Retained.ALWAYS) {
            there.request = request;
            return there.begun;
        }
        if (there == null && watches.size() >= MOST) {
            return CompletableFuture.failedStage(
                    new RefusedException(Reason.LIMIT, "A client follows " + MOST + " states or values at the most"));
        }
        boolean skips =
                start.isEmpty() ? request.options().retained() == Retained.NEVER : start.get() instanceof Start.Latest;
        String after =
                start.orElse(null) instanceof Start.After place ? place.cursor().token() : null;
        return begin(new Watch(request, after, skips));
    }

    /** Tells a client that is back all there is, unless it is being told already. */
    void resume(SubscriptionRequest request) {
        if (!watches.containsKey(request.target())) {
            goOn(new Watch(request, null, false));
        }
    }

    /** The client has been told that it follows. */
    private void goOn(Watch watch) {
        watch.begun.complete(null);
        begin(watch);
    }

    private CompletionStage<Void> begin(Watch watch) {
        remove(watch.request.target());
        watches.put(watch.request.target(), watch);
        states.watch(watch.topic, Optional.ofNullable(watch.token)).subscribe(watch);
        return watch.begun;
    }

    void remove(SubscriptionTarget target) {
        Watch ended = watches.remove(target);
        if (ended != null) {
            ended.cancel();
        }
    }

    /** The connection can take more. */
    void resume() {
        watches.values().forEach(Watch::settle);
    }

    void close() {
        watches.values().forEach(Watch::cancel);
        watches.clear();
    }

    /** One subscription. */
    private final class Watch extends Feed<StateEvent> {

        private final StateTopic topic;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private SubscriptionRequest request;

        /** Behind what has come; null for before all. */
        private String token;

        /** Until the client has been told, or spared, what there was. */
        private boolean beginning = true;

        /** Whether what comes was there before, and is not new. */
        private boolean present;

        private boolean skips;

        /** Whether the one value that is followed was among what there is. */
        private boolean found;

        Watch(SubscriptionRequest request, String token, boolean skips) {
            super(connection, window, CREDIT);
            this.request = request;
            this.token = token;
            this.skips = skips;
            this.topic = StateTopic.of(request.address());
        }

        @Override
        void next(StateEvent event) {
            begun.complete(null);
            try {
                if (!states.isMember(topic)) {
                    over();
                    return;
                }
            } catch (RefusedException nobodyKnows) {
                again();
                return;
            }
            token = event.token();
            if (event instanceof StateEvent.Put put) {
                value(put.key(), put.value());
            } else if (event instanceof StateEvent.Removed removed) {
                value(removed.key(), null);
            } else if (event instanceof StateEvent.Reset) {
                present = true;
                mark("reset");
            } else {
                current();
            }
        }

        private void value(String key, StateValue value) {
            if (skips
                    || StateTopic.isOwn(key)
                    || topic.key().filter(one -> !one.equals(key)).isPresent()) {
                more();
                return;
            }
            found = true;
            tell(key, value);
        }

        private void mark(String what) {
            if (skips || topic.key().isPresent()) {
                more();
            } else {
                tell(Message.to(topic.whole()), Payload.empty(), header(WHAT, what));
            }
        }

        private void current() {
            boolean missing = topic.key().isPresent() && present && !found && !skips;
            boolean first = beginning;
            if (missing) {
                tell(topic.key().get(), null);
            }
            beginning = false;
            present = false;
            skips = false;
            if (missing) {
                return;
            }
            if (first) {
                mark("current");
            } else {
                more();
            }
        }

        private void tell(String key, StateValue value) {
            tell(
                    Message.to(topic.value(key)),
                    value == null ? Payload.empty() : value.value(),
                    value == null
                            ? header(WHAT, "removed")
                            : header(StatePublishing.VERSION, Long.toString(value.version())));
        }

        private static Header header(String name, String value) {
            return new Header(name, value);
        }

        private void tell(MessageBuilder message, Payload payload, Header what) {
            Guarantee guarantee = request.maximum().min(Guarantee.AT_LEAST_ONCE);
            long sequence = guarantee == Guarantee.AT_MOST_ONCE ? 0 : window.nextBelowZero();
            int identifier = request.options().identifier();
            List<Header> headers = new ArrayList<>(2);
            headers.add(what);
            headers.add(header(TOKEN, token));
            Outbound.Deliver outbound = new Outbound.Deliver(
                    message.payload(payload).headers(Headers.of(headers)).build(),
                    sequence,
                    guarantee,
                    present,
                    false,
                    identifier == 0 ? List.of() : List.of(identifier));
            window.queue(new Fed(outbound, this, unacknowledged, this::done, this::done, Optional.empty()));
        }

        private void done() {
            if (!cancelled()) {
                more();
            }
        }

        @Override
        public void onComplete() {
            connection.execute(() -> {
                if (!cancelled()) {
                    over();
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            RefusedException why = RefusedException.of(failure);
            connection.execute(() -> {
                boolean refused = begun.completeExceptionally(why);
                if (cancelled()) {
                    return;
                }
                if (refused) {
                    remove(request.target());
                } else if (why.reason() == Reason.NOT_FOUND) {
                    over();
                } else {
                    again();
                }
            });
        }

        private void over() {
            remove(request.target());
            end.accept(request.target());
        }

        /** What cannot be told just now is told a little later, from where this is. */
        private void again() {
            cancel();
            timers.after(AGAIN, connection::execute, () -> {
                if (watches.get(request.target()) == this) {
                    Watch next = new Watch(request, token, skips);
                    next.present = present;
                    next.found = found;
                    goOn(next);
                }
            });
        }

        @Override
        void cancel() {
            super.cancel();
            begun.complete(null);
        }
    }
}
