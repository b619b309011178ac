package io.parley.event.internal;

import io.parley.engine.TableScan;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SubscriptionForm;
import io.parley.engine.op.SubscriptionOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.event.internal.match.PatternIndex;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * All sessions' subscriptions, as the committed ops made them. A session's own are owned by its shard; the index of patterns may be
 * read by any thread.
 */
final class SubscriptionTable {

    private static final String TABLE = "event.subscription";

    private record Key(String session, SubscriptionTarget target) {}

    private static final class Part {
        private final OwnSubscriptions sessions = new OwnSubscriptions();
        private final Set<Key> unwritten = new HashSet<>();
    }

    private final Shards shards;
    private final UnaryOperator<String> names;
    private final Part[] parts;
    private final PatternIndex<Listener> index = new PatternIndex<>(Listener::pattern);
    private final SharedGroups groups;
    private final Members members = new Members();
    private volatile Consumer<SessionListener> replayEnded = listener -> {};
    private volatile Consumer<SessionListener> memberEnded = listener -> {};
    private final AtomicLong count = new AtomicLong();

    /** @param names gives one instance of each name */
    SubscriptionTable(Shards shards, UnaryOperator<String> names) {
        this.shards = shards;
        this.names = names;
        this.groups = new SharedGroups(shards, index);
        this.parts = new Part[shards.count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    long count() {
        return count.get();
    }

    /** Sets who is told, on its shard, when a session no longer reads history. */
    void whenReplayEnded(Consumer<SessionListener> told) {
        replayEnded = told;
    }

    /** Sets who is told, on its shard, of a membership that ended with its session. */
    void whenMemberEnded(Consumer<SessionListener> told) {
        memberEnded = told;
    }

    SharedGroups groups() {
        return groups;
    }

    /** Who is in which group. */
    Members members() {
        return members;
    }

    /** Any thread. */
    List<Listener> match(String topic) {
        return index.match(topic);
    }

    /** The session's own, on its shard. */
    Map<SubscriptionTarget, SessionListener> of(String session) {
        return parts[shards.indexOf(session)].sessions.of(session);
    }

    void load(View view) throws JournalException {
        List<OwnSubscriptions.Stored> own =
                Arrays.stream(parts).map(part -> part.sessions.stored()).toList();
        PatternIndex<Listener>.Bulk topics = index.bulk();
        TableScan.all(view, TABLE, (key, value) -> {
            RecordReader in = new RecordReader(key);
            String session = in.text();
            SubscriptionTarget target = SubscriptionForm.readTarget(in);
            SessionListener listener =
                    new SessionListener(session, SubscriptionForm.readRequest(new RecordReader(value), target), true);
            own.get(shards.indexOf(session)).add(listener);
            if (listener.topic()) {
                topics.add(listener);
            } else {
                begin(listener);
            }
        });
        for (int i = 0; i < parts.length; i++) {
            count.addAndGet(parts[i].sessions.load(own.get(i)));
        }
        index.addAll(topics);
        groups.load(view);
    }

    /** The instance of a session's id that is kept here; null when the session has no subscription. Any thread. */
    String name(String session) {
        return parts[shards.indexOf(session)].sessions.name(session);
    }

    void apply(Shard shard, SubscriptionOp op) {
        if (op instanceof SubscriptionOp.Added added) {
            add(new SessionListener(names.apply(added.session()), added.request(), added.durable()));
            changed(shard, added.durable(), op.session(), added.request().target());
        } else if (op instanceof SubscriptionOp.Removed removed) {
            SessionListener gone = remove(op.session(), removed.target());
            changed(shard, gone != null && gone.durable, op.session(), removed.target());
        }
    }

    /** The session's end is the end of its subscriptions. */
    void end(Shard shard, String session) {
        Collection<SessionListener> gone = List.copyOf(of(session).values());
        for (SessionListener listener : gone) {
            remove(session, listener.target());
            changed(shard, listener.durable, session, listener.target());
            if (listener.member()) {
                memberEnded.accept(listener);
            }
        }
    }

    private void changed(Shard shard, boolean durable, String session, SubscriptionTarget target) {
        if (durable) {
            parts[shard.index()].unwritten.add(new Key(session, target));
        }
    }

    private void add(SessionListener listener) {
        SessionListener before = parts[shards.indexOf(listener.session)].sessions.put(listener);
        // The new one first: a message in between must not find neither.
        begin(listener);
        if (before == null) {
            count.incrementAndGet();
        } else if (before.topic()) {
            index.remove(before);
        } else if (before.replays() && !listener.replays()) {
            replayEnded.accept(before);
        }
    }

    private void begin(SessionListener listener) {
        if (listener.topic()) {
            index.add(listener);
        } else if (listener.shared()) {
            groups.add(listener);
        } else if (listener.member()) {
            members.add(listener);
        }
    }

    private SessionListener remove(String session, SubscriptionTarget target) {
        SessionListener gone = parts[shards.indexOf(session)].sessions.remove(session, target);
        if (gone != null) {
            count.decrementAndGet();
            if (gone.topic()) {
                index.remove(gone);
            } else if (gone.shared()) {
                groups.remove(gone);
            } else if (gone.member()) {
                members.remove(gone);
            } else if (gone.replays()) {
                replayEnded.accept(gone);
            }
        }
        return gone;
    }

    void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (Key key : part.unwritten) {
            RecordWriter row = new RecordWriter(64).text(key.session);
            SubscriptionForm.write(row, key.target);
            SessionListener listener = of(key.session).get(key.target);
            if (listener == null || !listener.durable) {
                into.delete(TABLE, row.toArray());
            } else {
                RecordWriter value = new RecordWriter(8);
                SubscriptionForm.write(value, listener.request());
                into.put(TABLE, row.toArray(), value.toArray());
            }
        }
        part.unwritten.clear();
        groups.collect(shard, into);
    }
}
