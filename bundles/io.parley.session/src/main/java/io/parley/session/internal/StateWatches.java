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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Those who watch sessions' states. Each is looked after by the session's shard. */
final class StateWatches {

    /** So many may watch one session. */
    static final int MOST = 1_000;

    private final SessionTable table;
    private final SessionStates states;
    private final Executor edge;

    /** By session; a set belongs to the session's shard. */
    private final Map<String, Set<StateWatch>> watches = new ConcurrentHashMap<>();

    /** @param edge where subscribers run */
    StateWatches(SessionTable table, SessionStates states, Executor edge) {
        this.table = table;
        this.states = states;
        this.edge = edge;
        table.onStateChange(this::changed);
        table.onEnd(this::ended);
        table.states().keepWhile(watches::containsKey);
    }

    /** Any thread. It waits until {@link #begin}. */
    StateWatch watch(String session, Flow.Subscriber<? super StateEvent> subscriber) {
        return new StateWatch(table.shard(session), states, edge, subscriber, this::forget);
    }

    /** On the shard. One that was cancelled meanwhile does not begin. */
    void begin(StateWatch watch, Entry entry, Optional<String> after) {
        if (watch.over()) {
            return;
        }
        Set<StateWatch> all = watches.computeIfAbsent(entry.id, id -> new HashSet<>(4));
        if (all.size() >= MOST) {
            throw new RefusedException(Reason.LIMIT, MOST + " watch the state of session '" + entry.id + "' already");
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
