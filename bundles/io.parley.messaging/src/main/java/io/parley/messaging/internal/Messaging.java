package io.parley.messaging.internal;

import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.Stragglers;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Sink;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The state of messaging, over all shards: queues and inboxes as the committed ops make them. */
final class Messaging implements Participant, Inboxes {

    private static final Set<Op.Family> FAMILIES =
            Collections.unmodifiableSet(EnumSet.of(Op.Family.QUEUE, Op.Family.INBOX, Op.Family.SESSION));

    private final Engine engine;
    private final QueueDirectory queues;
    private final Supplier<InboxLimits> limits;
    private final ShardState[] shards;

    /** For look-ups from outside; each inbox is owned by its shard. */
    private final Map<String, InboxState> inboxes = new ConcurrentHashMap<>();

    Messaging(Engine engine, Plugins plugins, QueueDirectory queues, Supplier<InboxLimits> limits) {
        this.engine = engine;
        this.queues = queues;
        this.limits = limits;
        Outside outside = new Outside(engine.workers());
        this.shards = engine.shards().all().stream()
                .map(shard -> new ShardState(shard, engine, plugins, outside))
                .toArray(ShardState[]::new);
    }

    @Override
    public String name() {
        return "messaging";
    }

    ShardState home(String key) {
        return shards[engine.shards().indexOf(key)];
    }

    ShardState[] shards() {
        return shards;
    }

    /** Any thread. */
    Optional<InboxState> inbox(String session) {
        return Optional.ofNullable(inboxes.get(session));
    }

    @Override
    public Set<Op.Family> families() {
        return FAMILIES;
    }

    @Override
    public void load(View view) throws JournalException {
        EntryTable.QUEUES.scan(view, new EntryTable.Visitor() {
            @Override
            public void head(String owner, EntryTable.Head head) {
                queues.state(home(owner), owner).backlog().restoreHead(head.next());
            }

            @Override
            public void entry(String owner, Entry entry) {
                queues.state(home(owner), owner).backlog().restore(entry);
            }
        });
        EntryTable.INBOXES.scan(view, new EntryTable.Visitor() {
            @Override
            public void head(String owner, EntryTable.Head head) {
                make(home(owner), owner, true).restore(head);
            }

            @Override
            public void entry(String owner, Entry entry) {
                make(home(owner), owner, true).backlog().restore(entry);
            }
        });
    }

    @Override
    public void started() {
        for (ShardState home : shards) {
            home.queues().values().forEach(QueueState::recovered);
            home.inboxes().values().forEach(InboxState::recovered);
        }
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        ShardState home = shards[shard.index()];
        // Every queued message comes here twice: to ask for a final class is one comparison, for an interface a search.
        if (op instanceof QueueOp.Append append) {
            queues.state(home, append.queue()).append(append, message);
        } else if (op instanceof QueueOp.Remove remove) {
            queues.state(home, remove.queue()).remove(remove.sequence(), remove.count());
        } else if (op instanceof QueueOp.Move move) {
            queues.state(home, move.queue()).backlog().moved(move.sequence(), message);
        } else if (op instanceof InboxOp change) {
            applyInbox(home, change, message);
        } else if (op instanceof SessionOp change) {
            applySession(home, change);
        }
    }

    private void applyInbox(ShardState home, InboxOp op, MessageRef message) {
        InboxState inbox = home.inboxes().get(op.session());
        if (inbox == null) {
            // The session ended while this was under way.
            if (message != null) {
                message.release();
            }
            return;
        }
        if (op instanceof InboxOp.Append append) {
            inbox.append(append, message);
        } else if (op instanceof InboxOp.Remove remove) {
            inbox.remove(remove.sequence());
        } else if (op instanceof InboxOp.Received received) {
            inbox.received(received.sequence());
        } else if (op instanceof InboxOp.Sent sent) {
            inbox.sent(sent.below());
        } else if (op instanceof InboxOp.Move move) {
            inbox.backlog().moved(move.sequence(), message);
        }
    }

    private void applySession(ShardState home, SessionOp op) {
        if (op instanceof SessionOp.Opened opened) {
            make(home, opened.session(), opened.durable()).attached(true);
        } else if (op instanceof SessionOp.Resumed resumed) {
            make(home, resumed.session(), true).attached(true);
        } else if (op instanceof SessionOp.Detached detached) {
            make(home, detached.session(), true).attached(false);
        } else if (op instanceof SessionOp.Closed closed) {
            InboxState ended = home.inboxes().remove(closed.session());
            if (ended != null) {
                inboxes.remove(closed.session());
                ended.end();
            }
        }
    }

    private InboxState make(ShardState home, String session, boolean durable) {
        return home.inboxes().computeIfAbsent(session, key -> {
            InboxState made = new InboxState(key, home, limits, durable);
            inboxes.put(key, made);
            return made;
        });
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        shards[shard.index()].collect(changes);
    }

    @Override
    public void relocate(long below, Stragglers found) {
        engine.shards()
                .each(shard -> shards[shard.index()].relocate(below, found))
                .join();
    }

    @Override
    public Link attach(String session, boolean durable, int window, Sink sink) {
        return attach(session, durable, window, true, sink);
    }

    InboxLink attach(String session, boolean durable, int window, boolean renewing, Sink sink) {
        ShardState home = home(session);
        InboxState existing = inboxes.get(session);
        InboxState inbox = existing != null ? existing : new InboxState(session, home, limits, durable);
        InboxLink link = new InboxLink(inbox, home.shard(), window, renewing, sink);
        home.shard().execute(() -> {
            if (home.inboxes().get(session) == inbox) {
                inbox.attach(link);
            } else {
                link.end();
            }
        });
        return link;
    }
}
