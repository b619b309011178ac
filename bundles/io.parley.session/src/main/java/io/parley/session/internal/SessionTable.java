package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.TableScan;
import io.parley.engine.contract.Moves;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.NameTable;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All sessions, as the committed ops made them. An entry is changed by its shard only; any thread may look one up for its
 * snapshot.
 */
final class SessionTable {

    private final Shards shards;
    private final UnaryOperator<String> names;
    private final StateCache cache;
    private final List<NameTable<Entry>> parts = new ArrayList<>();
    private final Unwritten[] unwritten;
    private final StoredStates states;
    private final Tally tally;
    private final AgeOrder byAge = new AgeOrder(this::all);
    private final WillTable wills;
    private final MoveTable moves;
    private final Groups principals = Groups.byPrincipal();
    private final Groups children = Groups.byParent();
    private Consumer<Entry> ended = entry -> {};
    private Consumer<Entry> stateChanged = entry -> {};
    private final Followers followers = new Followers();

    /** Says nothing while stored records are taken up, since that is not when it happened. */
    private volatile LongSupplier clock = () -> 0;

    /** @param names gives one instance of each name */
    SessionTable(Shards shards, UnaryOperator<String> names, StateCache cache) {
        this.names = names;
        this.cache = cache;
        this.shards = shards;
        this.wills = new WillTable(shards);
        this.states = new StoredStates(shards, Rows.STATE);
        this.tally = new Tally(shards);
        this.moves = new MoveTable(shards);
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

    /** Sessions by their principal. */
    Groups principals() {
        return principals;
    }

    /** Sessions by the id of their parent. */
    Groups children() {
        return children;
    }

    /** @param listener told of each session that ends, on its shard; set before there is any */
    void onEnd(Consumer<Entry> listener) {
        ended = ended.andThen(listener);
    }

    /** @param listener told of each session whose state has changed, on its shard; set before there is any */
    void onStateChange(Consumer<Entry> listener) {
        stateChanged = listener;
    }

    /** Those who are told of all that is committed. */
    Followers followers() {
        return followers;
    }

    /** From now on what is applied happens at this time. */
    void begin(LongSupplier now) {
        clock = now;
    }

    int size() {
        return parts.stream().mapToInt(NameTable::size).sum();
    }

    Stream<Entry> all() {
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

    private void put(Entry entry) {
        part(entry.id).put(entry);
        tally.add(entry);
        order(entry);
    }

    /** It is in the table, and counted. */
    private void order(Entry entry) {
        principals.add(entry);
        byAge.add(entry);
    }

    private void adopt(Entry entry, Entry.Parent parent) {
        entry.adopt(parent);
        children.add(entry);
    }

    /** Null when there is none. */
    Entry get(String id) {
        return part(id).get(id);
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

    /** How many there are of each kind. */
    Tally tally() {
        return tally;
    }

    AgeOrder byAge() {
        return byAge;
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
        List<List<Entry>> all =
                parts.stream().<List<Entry>>map(part -> new ArrayList<>()).toList();
        List<Entry> outdated = new ArrayList<>();
        TableScan.all(from, Rows.SESSIONS, (key, row) -> {
            Entry entry = Rows.session(names.apply(Rows.session(key)), row);
            all.get(shards.indexOf(entry.id)).add(entry);
            if (!entry.stateUnread() && entry.revision() > 0) {
                outdated.add(entry);
            }
        });
        for (int i = 0; i < all.size(); i++) {
            NameTable<Entry>.Bulk bulk = parts.get(i).bulk();
            all.get(i).forEach(bulk::add);
            parts.get(i).addAll(bulk, (before, after) -> after);
            tally.addAll(i, all.get(i));
            all.get(i).forEach(this::order);
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
        wills.load(from);
        moves.load(from);
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
            put(entry);
            if (entry.durable) {
                changes.changed(opened);
            }
            followers.opened(entry.id);
            return;
        }
        Entry entry = get(op.session());
        if (entry != null && op instanceof SessionOp.Left) {
            gone(changes, entry);
        } else if (entry != null && !isMove(op)) {
            apply(changes, entry, op);
        }
    }

    /** What {@link MoveTable} alone keeps. */
    private static boolean isMove(SessionOp op) {
        return op instanceof SessionOp.Leaving
                || op instanceof SessionOp.Stayed
                || op instanceof SessionOp.Forgotten
                || op instanceof SessionOp.Arrived
                || op instanceof SessionOp.Settled;
    }

    /** Its holder is gone with the process. On its shard; it is not stored. */
    void abandoned(Entry entry, long at) {
        detached(entry, at, entry.expirySeconds());
    }

    private void detached(Entry entry, long at, long expirySeconds) {
        tally.remove(entry);
        entry.detached(at, expirySeconds);
        tally.add(entry);
    }

    /** The session is here no longer, for whatever reason. */
    private void gone(Unwritten changes, Entry entry) {
        part(entry.id).remove(entry.id);
        principals.remove(entry);
        tally.remove(entry);
        byAge.remove(entry);
        children.remove(entry);
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
        if (!isBookkeeping(op)) {
            entry.touch(clock.getAsLong());
        }
        if (op instanceof SessionOp.Adopted adopted) {
            adopt(entry, new Entry.Parent(names.apply(adopted.parent()), adopted.parentCreated()));
        } else if (op instanceof SessionOp.Resumed resumed) {
            tally.remove(entry);
            entry.active(resumed.expirySeconds());
            tally.add(entry);
        } else if (op instanceof SessionOp.Detached detached) {
            detached(entry, detached.at(), detached.expirySeconds());
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
            tally.remove(entry);
            entry.revision(continued.revision());
            entry.figuresElsewhere(continued.messages(), continued.lastActivity());
            tally.add(entry);
        } else if (op instanceof SessionOp.TokenTaken taken) {
            entry.ownTokens().take(taken.token());
        } else if (op instanceof SessionOp.TokenFreed freed) {
            entry.ownTokens().free(freed.token());
        }
        if (entry.durable) {
            changes.changed(op);
        }
    }

    /** What Parley notes for itself in a session's state is nothing that happened in the session. */
    private static boolean isBookkeeping(SessionOp op) {
        String name = op instanceof SessionOp.StatePut put ? put.name() : "";
        return OwnKeys.isOwn(op instanceof SessionOp.StateRemoved removed ? removed.name() : name);
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
            tally.received(entry);
            entry.touch(now == 0 ? sent : now);
            if (entry.durable) {
                unwritten[shard.index()].figuresChanged(entry);
            }
        }
    }

    void collect(Shard shard, ViewChanges into) {
        unwritten[shard.index()].collect(this::get, into);
        wills.collect(shard, into);
        moves.collect(shard, into);
    }

    void collected(Shard shard) {
        Unwritten changes = unwritten[shard.index()];
        states.collected(shard, entry -> get(entry.id) == entry, changes::concerns);
    }

    Shard shard(String session) {
        return shards.of(session);
    }
}
