package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.Session;
import io.parley.engine.op.GroupOp;
import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The states that groups share, as the committed ops made them. A state is there from its first value to the end of its group. An entry is changed by
 * its shard only; any thread may look one up.
 */
final class GroupTable implements StateTable {

    /** What one shard has to tell the view since it was told last. For the shard's own thread. */
    private static final class Part {
        private final Set<String> ended = new HashSet<>();
        private final Map<String, Set<String>> changed = new HashMap<>();

        /** Groups that were asked for, and had no value yet. */
        private final Set<String> empty = new HashSet<>();
    }

    private final Shards shards;
    private final StateCache cache;
    private final LongSupplier clock;
    private final StoredStates states;
    private final Part[] parts;
    private final Map<String, Entry> groups = new ConcurrentHashMap<>();

    /** When the latest began: no two of one group began at the same time, so that a watcher of one is not taken for one of the other. */
    private final AtomicLong latest = new AtomicLong();

    private Consumer<Entry> ended = entry -> {};
    private Consumer<Entry> changed = entry -> {};

    GroupTable(Shards shards, StateCache cache, LongSupplier clock) {
        this.shards = shards;
        this.cache = cache;
        this.clock = clock;
        this.states = new StoredStates(shards, Rows.GROUP_STATE);
        this.parts = new Part[shards.count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    @Override
    public String what() {
        return "group";
    }

    /** Null when nothing is known of its state. Any thread. */
    Entry get(String group) {
        return groups.get(group);
    }

    /** Those that have a state. */
    List<String> names() {
        return List.copyOf(groups.keySet());
    }

    int size() {
        return groups.size();
    }

    /** Each group has a state; one of which nothing is known has no value. */
    @Override
    public Entry require(String group) {
        Entry there = groups.get(group);
        return there == null ? begin(group) : there;
    }

    @Override
    public Entry requireState(String group) {
        Entry there = groups.get(group);
        if (there == null) {
            there = begin(group);
            groups.put(group, there);
            part(group).empty.add(group);
        }
        states.read(there);
        return there;
    }

    private Entry begin(String group) {
        return entry(group, latest.updateAndGet(before -> Math.max(before + 1, clock.getAsLong())));
    }

    private Entry entry(String group, long created) {
        latest.accumulateAndGet(created, Math::max);
        return new Entry(group, Session.ANONYMOUS, true, created, Session.NEVER.toSeconds());
    }

    @Override
    public void requireChangeable(String group) {
        // A group is nowhere else.
    }

    @Override
    public Op put(Entry entry, String key, long version, Payload value) {
        return new GroupOp.StatePut(entry.id, entry.created(), key, version, value);
    }

    @Override
    public Op removed(Entry entry, String key) {
        return new GroupOp.StateRemoved(entry.id, key);
    }

    @Override
    public Shard shard(String group) {
        return shards.of(group);
    }

    private Part part(String group) {
        return parts[shards.indexOf(group)];
    }

    @Override
    public StateCache cache() {
        return cache;
    }

    @Override
    public StoredStates states() {
        return states;
    }

    @Override
    public void onStateChange(Consumer<Entry> listener) {
        changed = listener;
    }

    @Override
    public void onEnd(Consumer<Entry> listener) {
        ended = listener;
    }

    void load(View from) throws JournalException {
        states.begin(from, List.of(), name -> null);
        from.scan(Rows.GROUPS, new byte[0], null, (key, row) -> {
            String group = Rows.session(key);
            Entry entry = entry(group, Rows.group(row));
            entry.mark(Entry.STORED, true);
            entry.mark(Entry.STATE_STORED, true);
            groups.put(group, entry);
            return true;
        });
    }

    void apply(GroupOp op) {
        if (op instanceof GroupOp.StatePut put) {
            Entry entry = groups.computeIfAbsent(put.group(), group -> entry(group, put.created()));
            change(entry, put.name(), () -> entry.put(put.name(), put.version(), put.value()));
        } else if (op instanceof GroupOp.StateRemoved removed) {
            Entry entry = groups.get(removed.group());
            if (entry != null) {
                change(entry, removed.name(), () -> entry.remove(removed.name()));
            }
        } else {
            end(op.group());
        }
    }

    private void change(Entry entry, String key, Runnable how) {
        states.read(entry);
        cache.gone(entry.id, key, entry.state().get(key));
        how.run();
        part(entry.id).changed.computeIfAbsent(entry.id, id -> new HashSet<>(4)).add(key);
        changed.accept(entry);
    }

    /** On the shard. */
    void end(String group) {
        Entry entry = groups.remove(group);
        if (entry == null) {
            return;
        }
        Part part = part(group);
        part.changed.remove(group);
        part.empty.remove(group);
        if (entry.marked(Entry.STORED)) {
            part.ended.add(group);
        }
        if (!entry.stateUnread()) {
            entry.state().forEach((key, item) -> cache.gone(group, key, item));
        }
        ended.accept(entry);
    }

    /** Whether it never had a value, as far as is known. On the shard. */
    static boolean isEmpty(Entry entry) {
        return !entry.marked(Entry.STORED) && entry.revision() == 0;
    }

    void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (String group : part.ended) {
            into.delete(Rows.GROUPS, Rows.key(group))
                    .deleteRange(Rows.GROUP_STATE, Rows.stateBegin(group), Rows.stateEnd(group));
        }
        part.ended.clear();
        part.changed.forEach((group, keys) -> collect(groups.get(group), keys, into));
        part.changed.clear();
    }

    private void collect(Entry entry, Set<String> keys, ViewChanges into) {
        if (!entry.marked(Entry.STORED)) {
            entry.mark(Entry.STORED, true);
            into.put(Rows.GROUPS, Rows.key(entry.id), Rows.group(entry.created()));
        }
        states.collect(entry, keys, into);
    }

    /** The view shows all that was collected. */
    void collected(Shard shard) {
        Part part = parts[shard.index()];
        states.collected(shard, entry -> groups.get(entry.id) == entry, entry -> part.changed.containsKey(entry.id));
        part.empty.removeIf(group -> {
            Entry entry = groups.get(group);
            boolean stays = entry == null || !isEmpty(entry);
            if (!stays && !entry.changes() && !states.watched(group)) {
                groups.remove(group);
                return true;
            }
            return stays;
        });
    }
}
