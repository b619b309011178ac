package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All sessions, as the committed ops made them. An entry is changed by its shard only; any thread may look one up for its
 * snapshot.
 */
final class SessionTable {

    private final Shards shards;
    private final StateCache cache;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Unwritten[] unwritten;
    private final WillTable wills;
    private volatile View view;

    SessionTable(Shards shards, StateCache cache) {
        this.cache = cache;
        this.shards = shards;
        this.wills = new WillTable(shards);
        this.unwritten = new Unwritten[shards.count()];
        for (int i = 0; i < unwritten.length; i++) {
            unwritten[i] = new Unwritten();
        }
    }

    WillTable wills() {
        return wills;
    }

    int size() {
        return entries.size();
    }

    Stream<Entry> all() {
        return entries.values().stream();
    }

    /** Null when there is none. */
    Entry get(String id) {
        return entries.get(id);
    }

    Entry require(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new RefusedException(Reason.NOT_FOUND, "There is no session '" + id + "'");
        }
        return entry;
    }

    /** What stands in front of reads of state from the view. */
    StateCache cache() {
        return cache;
    }

    View view() {
        return view;
    }

    void load(View from) throws JournalException {
        view = from;
        from.scan(Rows.SESSIONS, new byte[0], null, (key, row) -> {
            Entry entry = Rows.session(key, row);
            entries.put(entry.id, entry);
            return true;
        });
        from.scan(Rows.TOKENS, new byte[0], null, (key, row) -> {
            Entry entry = entries.get(Rows.session(key));
            if (entry != null) {
                Rows.tokens(row, entry);
            }
            return true;
        });
        from.scan(Rows.STATE, new byte[0], null, (key, row) -> {
            RecordReader in = new RecordReader(key);
            Entry entry = entries.get(in.text());
            if (entry != null) {
                entry.put(in.text(), new StateItem(Rows.stateVersion(row), null));
                entry.stateStored = true;
            }
            return true;
        });
        wills.load(from);
    }

    void apply(Shard shard, SessionOp op) {
        wills.apply(op);
        Unwritten changes = unwritten[shard.index()];
        if (op instanceof SessionOp.Opened opened) {
            Entry entry = new Entry(
                    opened.session(), opened.principal(), opened.durable(), opened.created(), opened.expirySeconds());
            entries.put(entry.id, entry);
            if (entry.durable) {
                changes.changed(opened);
            }
            return;
        }
        Entry entry = entries.get(op.session());
        if (entry != null) {
            apply(changes, entry, op);
        }
    }

    private void apply(Unwritten changes, Entry entry, SessionOp op) {
        if (op instanceof SessionOp.Closed) {
            entries.remove(entry.id);
            entry.timer(null);
            entry.state().forEach((name, item) -> cache.gone(entry.id, name, item));
            changes.ended(entry);
            return;
        }
        if (op instanceof SessionOp.Resumed resumed) {
            entry.active(resumed.expirySeconds());
        } else if (op instanceof SessionOp.Detached detached) {
            entry.detached(detached.at(), detached.expirySeconds());
        } else if (op instanceof SessionOp.StatePut put) {
            cache.gone(entry.id, put.name(), entry.state().get(put.name()));
            entry.put(put.name(), new StateItem(put.version(), put.value()));
        } else if (op instanceof SessionOp.StateRemoved removed) {
            cache.gone(entry.id, removed.name(), entry.state().get(removed.name()));
            entry.remove(removed.name());
        } else if (op instanceof SessionOp.TokenTaken taken) {
            entry.take(taken.token());
        } else if (op instanceof SessionOp.TokenFreed freed) {
            entry.free(freed.token());
        }
        if (entry.durable) {
            changes.changed(op);
        }
    }

    void collect(Shard shard, ViewChanges into) {
        unwritten[shard.index()].collect(entries::get, into);
        wills.collect(shard, into);
    }

    void collected(Shard shard) {
        unwritten[shard.index()].collected();
    }

    Shard shard(String session) {
        return shards.of(session);
    }
}
