package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SubscriptionOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.event.internal.match.PatternIndex;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All sessions' subscriptions, as the committed ops made them. A session's own are owned by its shard; the index of patterns may be
 * read by any thread.
 */
final class SubscriptionTable {

    private static final String TABLE = "event.subscription";
    private static final Guarantee[] GUARANTEES = Guarantee.values();

    private record Key(String session, Address address) {}

    private static final class Part {
        private final Map<String, Map<Address, SessionListener>> sessions = new HashMap<>();
        private final Set<Key> unwritten = new HashSet<>();
    }

    private final Shards shards;
    private final Part[] parts;
    private final PatternIndex<SessionListener> index = new PatternIndex<>();
    private final AtomicLong count = new AtomicLong();

    SubscriptionTable(Shards shards) {
        this.shards = shards;
        this.parts = new Part[shards.count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    long count() {
        return count.get();
    }

    /** Any thread. */
    List<SessionListener> match(String topic) {
        return index.match(topic);
    }

    /** The session's own, on its shard. */
    Map<Address, SessionListener> of(String session) {
        return parts[shards.indexOf(session)].sessions.getOrDefault(session, Map.of());
    }

    void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, value) -> {
            RecordReader in = new RecordReader(key);
            String session = in.text();
            Address address = Address.parse(in.text());
            add(new SessionListener(session, address, GUARANTEES[new RecordReader(value).octet()], true));
            return true;
        });
    }

    void apply(Shard shard, SubscriptionOp op) {
        if (op instanceof SubscriptionOp.Added added) {
            Address address = Address.parse(added.address());
            add(new SessionListener(added.session(), address, added.maximum(), added.durable()));
            changed(shard, added.durable(), op.session(), address);
        } else if (op instanceof SubscriptionOp.Removed removed) {
            Address address = Address.parse(removed.address());
            SessionListener gone = remove(op.session(), address);
            changed(shard, gone != null && gone.durable, op.session(), address);
        }
    }

    /** The session's end is the end of its subscriptions. */
    void end(Shard shard, String session) {
        Collection<SessionListener> gone = List.copyOf(of(session).values());
        for (SessionListener listener : gone) {
            remove(session, listener.address);
            changed(shard, listener.durable, session, listener.address);
        }
    }

    private void changed(Shard shard, boolean durable, String session, Address address) {
        if (durable) {
            parts[shard.index()].unwritten.add(new Key(session, address));
        }
    }

    private void add(SessionListener listener) {
        SessionListener before = parts[shards.indexOf(listener.session)]
                .sessions
                .computeIfAbsent(listener.session, id -> new HashMap<>(4))
                .put(listener.address, listener);
        // The new one first: a message in between must not find neither.
        if (listener.topic()) {
            index.add(listener.address.name(), listener);
        }
        if (before == null) {
            count.incrementAndGet();
        } else if (before.topic()) {
            index.remove(before.address.name(), before);
        }
    }

    private SessionListener remove(String session, Address address) {
        Map<String, Map<Address, SessionListener>> sessions = parts[shards.indexOf(session)].sessions;
        Map<Address, SessionListener> own = sessions.get(session);
        SessionListener gone = own == null ? null : own.remove(address);
        if (gone != null) {
            count.decrementAndGet();
            if (gone.topic()) {
                index.remove(address.name(), gone);
            }
            if (own.isEmpty()) {
                sessions.remove(session);
            }
        }
        return gone;
    }

    void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (Key key : part.unwritten) {
            byte[] row = new RecordWriter(64)
                    .text(key.session)
                    .text(key.address.toString())
                    .toArray();
            SessionListener listener = of(key.session).get(key.address);
            if (listener == null || !listener.durable) {
                into.delete(TABLE, row);
            } else {
                into.put(TABLE, row, new byte[] {(byte) listener.maximum.ordinal()});
            }
        }
        part.unwritten.clear();
    }
}
