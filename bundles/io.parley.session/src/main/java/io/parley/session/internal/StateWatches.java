package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Those who watch the states of sessions, or of groups. Each is looked after by the shard of what it watches. */
final class StateWatches {

    /** So many may watch one state. */
    static final int MOST = 1_000;

    private final StateTable table;
    private final SessionStates states;
    private final Executor edge;

    /** By session or group; a set belongs to its shard. */
    private final Map<String, Set<StateWatch>> watches = new ConcurrentHashMap<>();

    /** @param edge where subscribers run */
    StateWatches(StateTable table, SessionStates states, Executor edge) {
        this.table = table;
        this.states = states;
        this.edge = edge;
        table.onStateChange(this::changed);
        table.onEnd(this::ended);
        table.states().keepWhile(watches::containsKey);
    }

    /**
     * As {@link io.parley.api.session.SessionService#watchState}.
     *
     * @param turn runs what it is given on the shard when that has its turn; fails when it may not have one, or what it was given failed
     */
    Flow.Publisher<StateEvent> of(String name, Optional<String> after, Function<Runnable, CompletionStage<Void>> turn) {
        return subscriber -> {
            StateWatch watch = new StateWatch(table.shard(name), states, edge, subscriber, this::forget);
            subscriber.onSubscribe(watch);
            turn.apply(() -> begin(watch, table.requireState(name), after)).whenComplete((done, failure) -> {
                if (failure != null) {
                    watch.fail(RefusedException.of(failure));
                }
            });
        };
    }

    /** On the shard. One that was cancelled meanwhile does not begin. */
    private void begin(StateWatch watch, Entry entry, Optional<String> after) {
        if (watch.over()) {
            return;
        }
        Set<StateWatch> all = watches.computeIfAbsent(entry.id, id -> new HashSet<>(4));
        if (all.size() >= MOST) {
            throw new RefusedException(
                    Reason.LIMIT, MOST + " watch the state of " + table.what() + " '" + entry.id + "' already");
        }
        all.add(watch);
        watch.begin(entry, after);
    }

    private void changed(Entry entry) {
        watches.getOrDefault(entry.id, Set.of()).forEach(StateWatch::advance);
    }

    private void ended(Entry entry) {
        Set<StateWatch> all = watches.remove(entry.id);
        if (all != null) {
            all.forEach(StateWatch::complete);
        }
    }

    private void forget(String session, StateWatch watch) {
        Set<StateWatch> all = watches.get(session);
        if (all != null && all.remove(watch) && all.isEmpty()) {
            watches.remove(session);
        }
    }

    /** The service stops. Any thread. */
    void close() {
        RefusedException stops = new RefusedException(Reason.UNAVAILABLE, "The session service stops");
        for (String session : List.copyOf(watches.keySet())) {
            table.shard(session).execute(() -> {
                Set<StateWatch> all = watches.remove(session);
                new ArrayList<>(all == null ? Set.of() : all).forEach(watch -> watch.fail(stops));
            });
        }
    }
}
