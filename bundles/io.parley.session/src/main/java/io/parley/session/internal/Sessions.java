package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Capabilities;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.States;
import io.parley.engine.op.SessionOp;
import io.parley.spi.session.SessionChange.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The life of sessions: open, resume, take over, detach, close. Their state is {@link SessionStates}' part. */
final class Sessions implements SessionService, States {

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    final SessionStates states;
    private final StateWatches watches;
    private final SharedStates shared;
    private final Listeners listeners;
    private final Expiry expiry;
    private final Wills wills;
    private final Supplier<Settings> settings;
    private final Refusals refusals = new Refusals();
    private final Places places;
    private final Families families;
    private final Abandoned abandoned;
    private final Ends ends;
    final SessionMoves moves;

    /** Begins with the time, so that a hold from before a restart of the service names none of the holds after it. */
    private final AtomicLong holds;

    Sessions(
            Engine engine,
            SessionTable table,
            Slice[] slices,
            Wills wills,
            Listeners listeners,
            SharedStates shared,
            Supplier<Settings> settings) {
        this.engine = engine;
        this.listeners = listeners;
        this.shared = shared;
        this.table = table;
        this.slices = slices;
        this.wills = wills;
        this.settings = settings;
        this.places = new Places(table, refusals, settings);
        this.families = new Families(engine, table, refusals, this::endChild);
        StateTable stated = new SessionStateTable(table);
        this.states = new SessionStates(engine, stated, settings);
        this.watches = new StateWatches(stated, states, engine.workers());
        this.expiry = new Expiry(engine, table, this::expire);
        this.abandoned = new Abandoned(engine, listeners, this::left);
        this.ends = new Ends(engine, listeners, families, expiry, abandoned);
        table.onEnd(expiry::ended);
        this.moves = new SessionMoves(
                engine, table, slices, new SessionMoves.Life(places, expiry, listeners, wills, abandoned));
        this.holds = new AtomicLong(engine.timers().now() << 10);
    }

    @Override
    public CompletionStage<Opened> open(OpenRequest request) {
        return call(request.id(), true, call -> call.ask(mayOpen(request), () -> open(call, request)));
    }

    private CompletionStage<Void> mayOpen(OpenRequest request) {
        return listeners.opening(request).thenCompose(asked -> places.known(request));
    }

    private void open(Call<Opened> call, OpenRequest request) {
        String id = request.id();
        Entry old = table.get(id);
        moves.requireHere(old, id);
        if (old != null && !old.principal.equals(request.principal())) {
            throw new RefusedException(Reason.NOT_ALLOWED, "Session '" + id + "' belongs to somebody else");
        }
        if (old != null && old.holder() != null && settings.get().takeover() == Takeover.OLDEST) {
            throw refusals.held(id);
        }
        long seconds = seconds(request.expiry());
        // One that does not outlive its holder ends with it, whoever comes next; one whose time is over may not have
        // been ended yet.
        boolean expired = old != null && old.expiresAt() <= engine.timers().steady();
        boolean resumes = old != null && !request.clean() && !expired && old.expirySeconds() > 0;
        Batch batch = engine.batch();
        Runnable decided;
        if (resumes) {
            Families.requireSame(old, request);
            // Whoever keeps messages for it would not know otherwise that the holder before may have got some.
            Abandoned.left(batch, old);
            batch.add(new SessionOp.Resumed(id, seconds));
            decided = wills.resumed(batch, id, !old.detached());
        } else {
            Entry.Parent parent = families.parent(request, settings.get().depth());
            decided = places.reserve(request, old != null);
            if (old != null) {
                batch.add(new SessionOp.Closed(id, old.durable));
            }
            batch.add(new SessionOp.Opened(
                    id, request.principal(), seconds, engine.timers().now(), seconds > 0));
            if (parent != null) {
                batch.add(new SessionOp.Adopted(id, parent.id(), parent.created(), seconds > 0));
            }
        }
        if (old == null) {
            call.commit(batch, () -> opened(call, request, null, Kind.OPENED), decided);
        } else {
            Holder before = old.holder();
            Kind resumed = before == null ? Kind.RESUMED : Kind.TAKEN_OVER;
            Runnable left = abandoned.telling(old);
            Runnable opened = () -> {
                left.run();
                if (!resumes) {
                    ends.over(old, expired ? Holder.End.EXPIRED : Holder.End.CLOSED);
                }
                opened(call, request, before, resumes ? resumed : Kind.OPENED);
            };
            ends.commit(call, old, batch, opened, decided);
        }
    }

    private void opened(Call<Opened> call, OpenRequest request, Holder before, Kind kind) {
        Entry entry = table.require(request.id());
        long hold = holds.incrementAndGet();
        entry.hold(hold, request.holder());
        Session session = entry.snapshot();
        listeners.changed(kind, session);
        families.check(entry);
        call.complete(new Opened(session, hold, kind != Kind.OPENED), Ends.telling(before, Holder.End.TAKEN_OVER));
    }

    @Override
    public Optional<Session> find(String id) {
        Entry entry = table.get(id);
        return entry == null ? Optional.empty() : Optional.of(entry.snapshot());
    }

    @Override
    public CompletionStage<Optional<Capabilities.Agreement>> agreement(String id) {
        return call(id, false, call -> {
            Holder holder = table.require(id).holder();
            call.complete(holder == null ? Optional.empty() : holder.agreement());
        });
    }

    @Override
    public Optional<String> movedTo(String id) {
        return moves.movedTo(id);
    }

    @Override
    public Stream<Session> sessions() {
        return table.all().map(Entry::snapshot);
    }

    @Override
    public List<Session> sessionsOf(String principal, Optional<String> after, int limit) {
        return table.allRegisters().principals().page(principal, after, limit);
    }

    @Override
    public List<Session> children(String id, Optional<String> after, int limit) {
        return table.allRegisters().children().page(id, after, limit);
    }

    @Override
    public CompletionStage<Void> detach(String id, long hold) {
        return call(id, true, call -> {
            Entry entry = table.get(id);
            if (entry == null || !entry.heldBy(hold)) {
                call.complete(null);
            } else {
                ends.leave(call, entry, () -> {});
            }
        });
    }

    /** Commits, and tells, that the holder of a session is gone with the process before this one. */
    private CompletionStage<Void> left(Entry entry) {
        return call(entry.id, true, call -> {
            if (table.get(entry.id) == entry && entry.marked(Entry.ABANDONED)) {
                ends.detach(call, entry, entry.detachedAt(), entry.expirySeconds(), () -> {});
            } else {
                call.complete(null);
            }
        });
    }

    /**
     * Ends the hold of a session whose principal is revoked.
     *
     * @param whose of which holders; of another one nothing happens
     */
    CompletionStage<Void> revoke(Entry meant, Predicate<Holder> whose) {
        return call(meant.id, true, call -> {
            Holder holder = meant.holder();
            if (table.get(meant.id) != meant || holder == null || !whose.test(holder)) {
                call.complete(null);
            } else {
                ends.leave(call, meant, Ends.telling(holder, Holder.End.REVOKED));
            }
        });
    }

    @Override
    public CompletionStage<Void> close(String id) {
        return call(id, true, call -> ends.end(call, table.require(id), Holder.End.CLOSED, null));
    }

    /**
     * Ends a session that nobody holds and in which nothing has happened for long.
     *
     * @param since milliseconds since 1970
     * @return whether it was one
     */
    CompletionStage<Boolean> endIdle(String id, long since) {
        return call(id, true, call -> {
            Entry entry = table.require(id);
            if (!entry.detached() || entry.lastActivity() >= since) {
                call.complete(false);
            } else {
                ends.end(call, entry, Holder.End.EXPIRED, true);
            }
        });
    }

    /** A child ends as its parent did, unless it has ended by itself. */
    private CompletionStage<Void> endChild(Entry child, Holder.End why) {
        return call(child.id, true, call -> {
            if (table.get(child.id) == child) {
                ends.end(call, child, why, null);
            } else {
                call.complete(null);
            }
        });
    }

    @Override
    public CompletionStage<Void> expireAfter(String id, Duration after) {
        return expireAfter(id, after, entry -> true);
    }

    /** @param by whether whoever asks may do so; otherwise nothing happens */
    CompletionStage<Void> expireAfter(String id, Duration after, Predicate<Entry> by) {
        if (after.isNegative()) {
            throw new IllegalArgumentException("expiry is zero or more, not " + after);
        }
        long seconds = seconds(after);
        return call(id, true, call -> {
            Entry entry = table.require(id);
            if (!by.test(entry)) {
                call.complete(null);
            } else if (!entry.durable) {
                expireTransientAfter(call, id, seconds);
            } else if (!entry.detached()) {
                call.commit(engine.batch().add(new SessionOp.Resumed(id, seconds)), () -> call.complete(null));
            } else if (seconds == 0) {
                ends.end(call, entry, Holder.End.EXPIRED, null);
            } else {
                ends.detach(call, entry, entry.detachedAt(), seconds, () -> {});
            }
        });
    }

    private static void expireTransientAfter(Call<Void> call, String id, long seconds) {
        if (seconds > 0) {
            throw new RefusedException(
                    Reason.INVALID,
                    "Session '" + id + "' was opened with an expiry of zero: nothing of it is durable, and it cannot "
                            + "outlive its connection");
        }
        call.complete(null);
    }

    private CompletionStage<Void> expire(Entry entry) {
        return call(entry.id, true, call -> {
            if (table.get(entry.id) == entry
                    && entry.expiresAt() <= engine.timers().steady()) {
                ends.end(call, entry, Holder.End.EXPIRED, null);
            } else {
                call.complete(null);
            }
        });
    }

    @Override
    public CompletionStage<Optional<StateValue>> state(String id, String key) {
        return call(id, false, call -> states.get(call, id, key));
    }

    @Override
    public CompletionStage<Long> putState(String id, String key, Payload value, OptionalLong expectedVersion) {
        Objects.requireNonNull(value, "value");
        return call(id, false, call -> states.put(call, id, key, value, expectedVersion));
    }

    @Override
    public CompletionStage<Void> removeState(String id, String key, OptionalLong expectedVersion) {
        return call(id, false, call -> states.remove(call, id, key, expectedVersion));
    }

    @Override
    public CompletionStage<StateVersions> stateVersions(String id) {
        return call(id, false, call -> states.versions(call, id));
    }

    @Override
    public Flow.Publisher<StateEvent> watchState(String id, Optional<String> after) {
        return watches.of(
                id,
                after,
                begin -> call(id, false, call -> {
                    begin.run();
                    call.complete(null);
                }));
    }

    @Override
    public CompletionStage<Long> version(String session, String key) {
        return call(session, false, call -> call.complete(states.version(session, key)));
    }

    @Override
    public void put(Batch batch, String session, String key, Payload value, long expected) {
        states.put(batch, session, key, value, expected);
    }

    @Override
    public void remove(Batch batch, String session, String key, long expected) {
        states.remove(batch, session, key, expected);
    }

    @Override
    public States ofGroups(String member) {
        return shared.of(member);
    }

    Refusals refusals() {
        return refusals;
    }

    /** Nobody watches any more. */
    void close() {
        watches.close();
    }

    /** Work begins: nobody holds a session any more, and those that expire do so from now on. */
    void begin() {
        expiry.begin(abandoned::add);
        moves.begin();
        for (Slice slice : slices) {
            slice.shard.execute(slice::begin);
        }
        families.begin();
    }

    private <T> CompletionStage<T> call(String id, boolean alone, Consumer<Call<T>> work) {
        return new Call<>(slices[table.shard(id).index()], id, alone, engine.workers(), work).submit();
    }

    /** Whole seconds, rounded up: a session that is to live for a moment is not one that is not to live. */
    private static long seconds(Duration expiry) {
        Duration most = Session.NEVER;
        return expiry.compareTo(most) >= 0
                ? most.toSeconds()
                : expiry.plusNanos(999_999_999).toSeconds();
    }
}
