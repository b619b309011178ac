package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.engine.shard.Shard;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/**
 * One who watches a session's state. It keeps nothing but how far it has told: what is to be told next is found in the state itself, so that a
 * slow one costs no memory. Owned by the session's shard, which decides what to tell; a worker tells it, one portion at a time.
 */
final class StateWatch implements Flow.Subscription {

    /** Events of one portion. */
    private static final int PORTION = 64;

    private static final Comparator<Change> LATEST_FIRST =
            Comparator.comparingLong(Change::revision).reversed();

    private final Shard shard;
    private final SessionStates states;
    private final Executor edge;
    private final Flow.Subscriber<? super StateEvent> subscriber;
    private final BiConsumer<String, StateWatch> forget;

    private Entry entry;
    private long demand;
    private long told;
    private boolean reset;
    private boolean current;
    private boolean telling;

    /** How it ends when what is under way is told; null while it goes on. */
    private Runnable end;

    private volatile boolean over;

    /**
     * A key that has changed.
     *
     * @param item null when it has no value any more
     * @param value null when it is in the view
     */
    private record Change(long revision, String key, StateItem item, Payload value) {}

    /** @param forget told, on the shard, when it is over before the session is */
    StateWatch(
            Shard shard,
            SessionStates states,
            Executor edge,
            Flow.Subscriber<? super StateEvent> subscriber,
            BiConsumer<String, StateWatch> forget) {
        this.shard = shard;
        this.states = states;
        this.edge = edge;
        this.subscriber = subscriber;
        this.forget = forget;
    }

    /** Whether it is told nothing any more. */
    boolean over() {
        return over;
    }

    /** On the shard. */
    void begin(Entry session, Optional<String> after) {
        entry = session;
        Optional<StateToken> from = after.flatMap(StateToken::parse)
                .filter(token -> token.created() == session.created()
                        && token.revision() <= session.revision()
                        && session.removed().knowsAfter(token.revision()));
        told = from.map(StateToken::revision).orElse(0L);
        reset = from.isEmpty();
        advance();
    }

    @Override
    public void request(long more) {
        shard.execute(() -> {
            if (more <= 0) {
                fail(new IllegalArgumentException("the request is for 1 or more, not " + more));
            } else {
                demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
                advance();
            }
        });
    }

    @Override
    public void cancel() {
        over = true;
        shard.execute(this::gone);
    }

    private void gone() {
        if (entry != null) {
            forget.accept(entry.id, this);
        }
    }

    /** Tells what there is to tell, if it was requested and nothing is being told. On the shard. */
    void advance() {
        if (entry == null || telling || over || demand == 0 || end != null) {
            return;
        }
        boolean begins = reset;
        int room = (int) Math.min(demand - (begins ? 1 : 0), PORTION);
        List<Change> next = changes(room);
        boolean all = next.size() < room && !(current && next.isEmpty());
        int count = (begins ? 1 : 0) + next.size() + (all ? 1 : 0);
        if (count == 0) {
            return;
        }
        demand -= count;
        reset = false;
        current = all;
        told = all ? entry.revision() : next.isEmpty() ? told : next.get(next.size() - 1).revision;
        String token = token(told);
        telling = true;
        edge.execute(() -> tell(begins, next, all ? Optional.of(token) : Optional.empty()));
    }

    /** The first of what has changed since it was told last, in that order; of each key the last change only. */
    private List<Change> changes(int most) {
        if (told == entry.revision() || most == 0) {
            return List.of();
        }
        PriorityQueue<Change> first = new PriorityQueue<>(LATEST_FIRST);
        entry.state().forEach((key, item) -> {
            if (isAmong(first, item.revision, most)) {
                first.add(new Change(item.revision, key, item, item.value()));
            }
        });
        if (told > 0) {
            entry.removed().forEach((key, revision) -> {
                if (isAmong(first, revision, most)) {
                    first.add(new Change(revision, key, null, null));
                }
            });
        }
        List<Change> changes = new ArrayList<>(first);
        changes.sort(LATEST_FIRST.reversed());
        return changes;
    }

    /** Whether that change belongs to the first ones; makes room for it then. */
    private boolean isAmong(PriorityQueue<Change> first, long revision, int most) {
        if (revision <= told) {
            return false;
        }
        if (first.size() < most) {
            return true;
        }
        boolean earlier = revision < first.peek().revision;
        if (earlier) {
            first.remove();
        }
        return earlier;
    }

    private void tell(boolean begins, List<Change> changes, Optional<String> all) {
        int skipped = 0;
        try {
            if (begins) {
                next(new StateEvent.Reset(token(0)));
            }
            for (Change change : changes) {
                Optional<StateEvent> event = event(change);
                event.ifPresent(this::next);
                skipped += event.isPresent() ? 0 : 1;
            }
            all.ifPresent(token -> next(new StateEvent.Current(token)));
        } catch (RefusedException e) {
            fail(e);
        }
        int unspent = skipped;
        shard.execute(() -> told(unspent));
    }

    /** On the shard. */
    private void told(int unspent) {
        telling = false;
        demand = demand + unspent < 0 ? Long.MAX_VALUE : demand + unspent;
        if (end == null) {
            advance();
        } else {
            edge.execute(end);
        }
    }

    private void next(StateEvent event) {
        if (over) {
            return;
        }
        try {
            subscriber.onNext(event);
        } catch (RuntimeException e) {
            Loggers.session(entry.id)
                    .warn(
                            "Who watches the state of '{}' failed, and is told no more: {}",
                            Printable.of(entry.id),
                            e.toString());
            cancel();
        }
    }

    /** Empty when the value has changed meanwhile, which is told then. */
    private Optional<StateEvent> event(Change change) {
        String token = token(change.revision);
        if (change.item == null) {
            return Optional.of(new StateEvent.Removed(token, change.key));
        }
        Optional<StateValue> value = change.value == null
                ? states.read(entry.id, change.key, change.item)
                : Optional.of(new StateValue(change.value, change.item.version));
        return value.filter(one -> one.version() == change.item.version)
                .map(one -> new StateEvent.Put(token, change.key, one));
    }

    private String token(long revision) {
        return new StateToken(entry.created(), revision).toString();
    }

    /** The session has ended. On the shard. */
    void complete() {
        end(subscriber::onComplete);
    }

    /** Any thread. */
    void fail(RuntimeException cause) {
        shard.execute(() -> end(() -> subscriber.onError(cause)));
    }

    private void end(Runnable last) {
        if (end != null) {
            return;
        }
        end = () -> {
            if (!over) {
                over = true;
                last.run();
            }
        };
        gone();
        if (!telling) {
            edge.execute(end);
        }
    }
}
