package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Moves;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.NameTable;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All sessions, as the committed ops made them. An entry is changed by its shard only; any thread may look one up for its
 * snapshot.
 */
final class SessionTable implements StoredSessions.Taking {

    private final Shards shards;
    private final UnaryOperator<String> names;
    private final StateCache cache;
    private final List<NameTable<Entry>> parts = new ArrayList<>();
    private final Unwritten[] unwritten;
    private final StoredSessions stored;
    private final StoredStates states;
    private final Registers registers;
    private final WillTable wills;
    private final MoveTable moves;
    private Consumer<Entry> ended = entry -> {};
    private Consumer<Entry> stateChanged = entry -> {};
    private Consumer<Entry> takenUp = entry -> {};
    private final Followers followers = new Followers();

    /** Says nothing while stored records are taken up, since that is not when it happened. */
    private volatile LongSupplier clock = () -> 0;

    private final int many;

    /**
     * @param names gives one instance of each name
     * @param many so many durable sessions are not all taken up before work begins
     */
    SessionTable(Shards shards, UnaryOperator<String> names, StateCache cache, int many) {
        this.many = many;
        this.names = names;
        this.cache = cache;
        this.shards = shards;
        this.wills = new WillTable(shards);
        this.states = new StoredStates(shards, Rows.STATE);
        this.registers = new Registers(shards, this::there);
        this.moves = new MoveTable(shards);
        this.stored = new StoredSessions(shards, names);
        this.unwritten = new Unwritten[shards.count()];
        for (int i = 0; i < unwritten.length; i++) {
            unwritten[i] = new Unwritten(states);
            parts.add(new NameTable<>(entry -> entry.id));
        }
    }

    WillTable wills() {
        return wills;
    }

    MoveTable moves() {
        return moves;
    }

    /** What is known of the sessions that are there. */
    Registers registers() {
        return registers;
    }

    /** What is known of all sessions. Not on a shard's thread; waits until all are there. */
    Registers allRegisters() {
        stored.await();
        return registers;
    }

    /** @param listener told of each session that ends, on its shard; set before there is any */
    void onEnd(Consumer<Entry> listener) {
        ended = ended.andThen(listener);
    }

    /** @param listener told of each session whose state has changed, on its shard; set before there is any */
    void onStateChange(Consumer<Entry> listener) {
        stateChanged = listener;
    }

    /** @param listener told of each session that is taken up after work has begun, on its shard; set before there is any */
    void onTakenUp(Consumer<Entry> listener) {
        takenUp = listener;
    }

    /** Those who are told of all that is committed. */
    Followers followers() {
        return followers;
    }

    /** From now on what is applied happens at this time. */
    void begin(Timers timers) {
        clock = timers::now;
        stored.begin(timers.steady());
    }

    /** Those that only the view has as yet. */
    StoredSessions stored() {
        return stored;
    }

    /** Not on a shard's thread; waits until all are there. */
    Stream<Entry> all() {
        stored.await();
        return there();
    }

    private Stream<Entry> there() {
        return parts.stream().flatMap(part -> {
            List<Entry> some = new ArrayList<>(part.size());
            part.forEach(some::add);
            return some.stream();
        });
    }

    /** Those of one shard, on it. */
    void each(Shard shard, Consumer<Entry> visitor) {
        parts.get(shard.index()).forEach(visitor);
    }

    private NameTable<Entry> part(String id) {
        return parts.get(shards.indexOf(id));
    }

    /** One that only the view had. On its shard. */
    private void takeUp(Shard shard, Entry entry) {
        registers.tookUp(entry);
        if (stored.begun()) {
            takenUp.accept(entry);
        }
        parts.get(shard.index()).put(entry);
    }

    private void adopt(Entry entry, Entry.Parent parent) {
        entry.adopt(parent);
        registers.adopted(entry);
    }

    /** Null when there is none. Threads other than its shard's may get a copy that is not in the table, see {@link StoredSessions#read}. */
    Entry get(String id) {
        boolean all = stored.all();
        Entry there = part(id).get(id);
        return all || there != null ? there : stored(id);
    }

    private Entry stored(String id) {
        Entry read = stored.read(id);
        Shard shard = shards.of(id);
        if (!shard.onThread()) {
            // It may have been taken up meanwhile.
            Entry there = part(id).get(id);
            return there == null ? stored.seen(read) : there;
        }
        if (read != null) {
            takeUp(shard, read);
        }
        return read;
    }

    Entry require(String id) {
        Entry entry = get(id);
        if (entry == null) {
            throw new RefusedException(Reason.NOT_FOUND, "There is no session '" + id + "'");
        }
        return entry;
    }

    /** The parent of a session that comes from elsewhere, if it is here or comes along. Any thread. */
    Optional<Entry.Parent> parent(Moves.Identity session) {
        Moves.Parent named = session.parent().orElse(null);
        if (named == null) {
            return Optional.empty();
        }
        Entry.Parent parent = new Entry.Parent(names.apply(named.id()), named.created());
        Entry there = get(parent.id());
        return named.along() || there != null && there.is(parent) ? Optional.of(parent) : Optional.empty();
    }

    /** What stands in front of reads of state from the view. */
    StateCache cache() {
        return cache;
    }

    /** States that the view has. */
    StoredStates states() {
        return states;
    }

    /**
     * As {@link #require}, with its state. On the shard.
     *
     * @throws RefusedException also UNAVAILABLE, when the state cannot be read
     */
    Entry requireState(String id) {
        Entry entry = require(id);
        states.read(entry);
        return entry;
    }

    void load(View from) throws JournalException {
        Map<Integer, Integer> known = SessionCount.stored(from);
        // An earlier version did not count them, and its rows may be of an earlier form.
        if (!known.isEmpty() && SessionCount.sum(known) >= many) {
            stored.leaveTo(from);
            states.begin(from, List.of(), this::get);
            registers.expect(known);
        } else {
            loadAll(from, known);
        }
        wills.load(from);
        moves.load(from);
    }

    private void loadAll(View from, Map<Integer, Integer> known) throws JournalException {
        List<List<Entry>> all = stored.readAll(from);
        List<Entry> outdated = all.stream()
                .flatMap(List::stream)
                .filter(entry -> !entry.stateUnread() && entry.revision() > 0)
                .toList();
        for (int i = 0; i < all.size(); i++) {
            NameTable<Entry>.Bulk bulk = parts.get(i).bulk();
            all.get(i).forEach(bulk::add);
            parts.get(i).addAll(bulk, (before, after) -> after);
            registers.tookUpAll(i, all.get(i), known);
        }
        states.begin(from, outdated, this::get);
        outdated.forEach(entry -> unwritten[shard(entry.id).index()].outdated(entry));
        from.scan(Rows.TOKENS, new byte[0], null, (key, row) -> {
            Entry entry = get(Rows.session(key));
            if (entry != null) {
                Rows.tokens(row, entry);
            }
            return true;
        });
        from.scan(Rows.PARENTS, new byte[0], null, (key, row) -> {
            Entry entry = get(Rows.session(key));
            if (entry != null) {
                adopt(entry, Rows.parent(row));
            }
            return true;
        });
    }

    void apply(Shard shard, SessionOp op) {
        wills.apply(op);
        moves.apply(shard, op);
        Unwritten changes = unwritten[shard.index()];
        if (op instanceof SessionOp.Opened opened) {
            Entry entry = new Entry(
                    names.apply(opened.session()),
                    opened.principal(),
                    opened.durable(),
                    opened.created(),
                    opened.expirySeconds());
            parts.get(shard.index()).put(entry);
            registers.opened(entry);
            if (entry.durable) {
                changes.changed(opened);
            }
            followers.opened(entry.id);
            return;
        }
        Entry entry = get(op.session());
        if (entry != null && op instanceof SessionOp.Left) {
            gone(changes, entry);
        } else if (entry != null && !MoveTable.alone(op)) {
            apply(changes, entry, op);
        }
    }

    /** The session is here no longer, for whatever reason. */
    private void gone(Unwritten changes, Entry entry) {
        stored.ended(entry.id);
        part(entry.id).remove(entry.id);
        registers.ended(entry);
        if (!entry.stateUnread()) {
            entry.state().forEach((name, item) -> cache.gone(entry.id, name, item));
        }
        changes.ended(entry);
        ended.accept(entry);
        followers.ended(entry.id);
    }

    private void apply(Unwritten changes, Entry entry, SessionOp op) {
        if (op instanceof SessionOp.Closed) {
            gone(changes, entry);
            return;
        }
        if (!OwnKeys.isBookkeeping(op)) {
            entry.touch(clock.getAsLong());
        }
        if (op instanceof SessionOp.Adopted adopted) {
            adopt(entry, new Entry.Parent(names.apply(adopted.parent()), adopted.parentCreated()));
        } else if (op instanceof SessionOp.Resumed resumed) {
            registers.tally().remove(entry);
            entry.active(resumed.expirySeconds());
            registers.tally().add(entry);
        } else if (op instanceof SessionOp.Detached detached) {
            // From here on, and not only when it is told: a checkpoint may come before that.
            entry.mark(Entry.ABANDONED, false);
            registers.detached(entry, detached.at(), detached.expirySeconds());
            entry.touch(detached.at());
        } else if (op instanceof SessionOp.StatePut put) {
            states.read(entry);
            cache.gone(entry.id, put.name(), entry.state().get(put.name()));
            entry.put(put.name(), put.version(), put.value());
            stateChanged.accept(entry);
            followers.stateChanged(entry.id, put.name());
        } else if (op instanceof SessionOp.StateRemoved removed) {
            states.read(entry);
            cache.gone(entry.id, removed.name(), entry.state().get(removed.name()));
            entry.remove(removed.name());
            stateChanged.accept(entry);
            followers.stateChanged(entry.id, removed.name());
        } else if (op instanceof SessionOp.StateRestored restored) {
            states.read(entry);
            entry.restore(restored.name(), new StateItem(restored.version(), restored.revision(), restored.value()));
            followers.stateChanged(entry.id, restored.name());
        } else if (op instanceof SessionOp.Continued continued) {
            states.read(entry);
            registers.tally().remove(entry);
            entry.revision(continued.revision());
            entry.figuresElsewhere(continued.messages(), continued.lastActivity());
            registers.tally().add(entry);
        } else if (op instanceof SessionOp.TokenTaken taken) {
            entry.ownTokens().take(taken.token());
        } else if (op instanceof SessionOp.TokenFreed freed) {
            entry.ownTokens().free(freed.token());
        }
        if (entry.durable) {
            changes.changed(op);
        }
    }

    /**
     * A message enters an inbox. Of a durable session those count that are durable, so that there are as many after a restart.
     *
     * @param sent when, as the message says; for one that was read again
     */
    void received(Shard shard, InboxOp.Append op, long sent) {
        Entry entry = op.guarantee() == Guarantee.AT_MOST_ONCE ? null : get(op.session());
        if (entry != null && (op.durable() || !entry.durable)) {
            long now = clock.getAsLong();
            entry.received();
            registers.tally().received(entry);
            entry.touch(now == 0 ? sent : now);
            if (entry.durable) {
                unwritten[shard.index()].figuresChanged(entry);
            }
        }
    }

    @Override
    public void take(Shard shard, Entry entry) {
        if (parts.get(shard.index()).get(entry.id) == null) {
            takeUp(shard, entry);
        }
    }

    @Override
    public void end(Shard shard) {
        int[] durable = {0};
        each(shard, entry -> durable[0] += entry.durable ? 1 : 0);
        registers.counted(shard, durable[0]);
    }

    void collect(Shard shard, ViewChanges into) {
        // What has something to tell is in the table, or has ended.
        unwritten[shard.index()].collect(parts.get(shard.index())::get, into);
        registers.collect(shard, into);
        wills.collect(shard, into);
        moves.collect(shard, into);
    }

    void collected(Shard shard) {
        Unwritten changes = unwritten[shard.index()];
        states.collected(shard, entry -> parts.get(shard.index()).get(entry.id) == entry, changes::concerns);
    }

    Shard shard(String session) {
        return shards.of(session);
    }
}
