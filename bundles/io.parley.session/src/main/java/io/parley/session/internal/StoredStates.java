package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.engine.op.RecordReader;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * States of sessions that the view alone has: there may be a million, and few are needed at one time. One is read when something is done with it, and
 * let go at a checkpoint when the view has all of it again and nobody needs it. What is read is a session's few rows, which lie side by side.
 */
final class StoredStates {

    /** For more sessions than that all states are read once, which is faster. */
    private static final int ONE_BY_ONE = 1_000;

    private final Shards shards;
    private final String table;

    /** Of each shard, and its own: whose state is in memory, and in the view. */
    private final List<List<Entry>> resident = new ArrayList<>();

    /** Of each shard, and its own: values that the view will show when it has been told. */
    private final List<List<StateItem>> handedOver = new ArrayList<>();

    private volatile View view;
    private Predicate<String> watched = session -> false;

    /** @param table the view's */
    StoredStates(Shards shards, String table) {
        this.shards = shards;
        this.table = table;
        for (int i = 0; i < shards.count(); i++) {
            resident.add(new ArrayList<>());
            handedOver.add(new ArrayList<>());
        }
    }

    /** @param test whether a session's state is watched, asked on its shard; set before there is any */
    void keepWhile(Predicate<String> test) {
        watched = test;
    }

    /** Whether somebody needs the state to stay in memory. On its shard. */
    boolean watched(String session) {
        return watched.test(session);
    }

    /**
     * One value; empty for none. A thread that may block.
     *
     * @throws RefusedException UNAVAILABLE, when it cannot be read
     */
    Optional<StateValue> value(String session, String key) {
        try {
            byte[] row = view.get(table, Rows.stateKey(session, key));
            return Optional.ofNullable(row).map(Rows::stateValue);
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }

    /**
     * Before all others.
     *
     * @param outdated sessions whose rows are of a form before: their states are read now
     */
    void begin(View from, Collection<Entry> outdated, Function<String, Entry> sessions) throws JournalException {
        view = from;
        if (!outdated.isEmpty()) {
            from.scan(table, new byte[0], null, (key, row) -> {
                RecordReader in = new RecordReader(key);
                Entry entry = sessions.apply(in.text());
                String name = in.text();
                if (entry != null && !name.isEmpty() && !entry.stateUnread()) {
                    entry.put(name, Rows.state(row));
                }
                return true;
            });
            outdated.forEach(this::resident);
        }
    }

    /**
     * Sees to it that the session's state is in memory. On its shard.
     *
     * @throws RefusedException UNAVAILABLE, when it cannot be read
     */
    void read(Entry entry) {
        if (entry.stateUnread()) {
            entry.state(read(entry.id));
            resident(entry);
        }
    }

    /**
     * The state of a session as the view has it, without taking it into memory. A thread that may block.
     *
     * @throws RefusedException UNAVAILABLE, when it cannot be read
     */
    OwnState read(String session) {
        Map<String, StateItem> items = new HashMap<>(4);
        byte[][] head = new byte[1][];
        try {
            view.scan(table, Rows.stateBegin(session), Rows.stateEnd(session), (key, row) -> {
                String name = Rows.stateName(key);
                if (name.isEmpty()) {
                    head[0] = row;
                } else {
                    items.put(name, Rows.state(row));
                }
                return true;
            });
            if (head[0] == null) {
                throw new IllegalArgumentException(
                        "The view's table " + table + " has no state of '" + session + "' any more");
            }
            return Rows.stateHead(head[0], items);
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }

    /** Its state is in memory, and will be in the view. On its shard. */
    void resident(Entry entry) {
        if (!entry.marked(Entry.RESIDENT)) {
            entry.mark(Entry.RESIDENT, true);
            resident.get(shards.indexOf(entry.id)).add(entry);
        }
    }

    /** Adds to the changes what the view is to have of a state that is in memory: its version, and its values of those names. On its shard. */
    void collect(Entry entry, Set<String> names, ViewChanges into) {
        entry.mark(Entry.STATE_STORED, true);
        resident(entry);
        into.put(table, Rows.stateHeadKey(entry.id), Rows.stateHead(entry));
        for (String name : names) {
            StateItem item = entry.state().get(name);
            if (item == null) {
                into.delete(table, Rows.stateKey(entry.id, name));
            } else {
                into.put(table, Rows.stateKey(entry.id, name), Rows.state(item));
                handedOver.get(shards.indexOf(entry.id)).add(item);
            }
        }
    }

    /**
     * The view shows all that was collected: what nobody needs is left to it. On the shard.
     *
     * @param there whether the session has not ended
     * @param changed whether the view is to be told more of the session
     */
    void collected(Shard shard, Predicate<Entry> there, Predicate<Entry> changed) {
        handedOver.get(shard.index()).forEach(StateItem::written);
        handedOver.get(shard.index()).clear();
        resident.get(shard.index()).removeIf(entry -> {
            if (!there.test(entry)) {
                // What is under way for it may still ask for its state.
                return true;
            }
            boolean needed = !entry.stateIdle() || changed.test(entry) || watched.test(entry.id);
            if (!needed) {
                entry.mark(Entry.RESIDENT, false);
                entry.forgetState();
            }
            return !needed;
        });
    }

    /** Sees which version of a value there is. */
    interface Visitor {
        void visit(String session, String key, long version);
    }

    /**
     * Visits values of states that the view has, as they are there, without taking them into memory. A thread that may block.
     *
     * @param sessions whose
     * @param prefix of the values' keys
     */
    void visit(Set<String> sessions, String prefix, Visitor visitor) throws JournalException {
        View.Visitor row = (key, value) -> visit(sessions, prefix, key, value, visitor);
        if (sessions.size() > ONE_BY_ONE) {
            view.scan(table, new byte[0], null, row);
            return;
        }
        for (String one : sessions) {
            view.scan(table, Rows.stateBegin(one), Rows.stateEnd(one), row);
        }
    }

    /** Most rows are of other keys: so the key is looked at before it is asked whose it is. */
    private static boolean visit(Set<String> sessions, String prefix, byte[] key, byte[] row, Visitor visitor) {
        String name = Rows.stateName(key);
        if (!name.isEmpty() && name.startsWith(prefix)) {
            String session = new RecordReader(key).text();
            if (sessions.contains(session)) {
                visitor.visit(session, name, Rows.stateVersion(row));
            }
        }
        return true;
    }
}
