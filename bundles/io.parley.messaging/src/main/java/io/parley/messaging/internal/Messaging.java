package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.Stragglers;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Shares;
import io.parley.engine.contract.Sink;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SendingOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.messaging.internal.request.Requests;
import io.parley.messaging.internal.sending.Sending;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The state of messaging, over all shards: queues and inboxes as the committed ops make them. */
final class Messaging implements Participant, Inboxes {

    private static final Set<Op.Family> FAMILIES = Collections.unmodifiableSet(
            EnumSet.of(Op.Family.QUEUE, Op.Family.INBOX, Op.Family.SENDING, Op.Family.SHARE, Op.Family.SESSION));

    private final Engine engine;
    private final QueueDirectory queues;
    private final Sending sending;
    private final Requests requests;
    private final ShardState[] shards;

    /** Before inboxes whose sessions are elsewhere. */
    private final Map<String, Passage> passages = new ConcurrentHashMap<>();

    private volatile View view;

    Messaging(
            Engine engine,
            Plugins plugins,
            QueueDirectory queues,
            Transfer transfer,
            Sending sending,
            Requests requests,
            Supplier<InboxLimits> limits) {
        this.engine = engine;
        this.sending = sending;
        this.requests = requests;
        this.queues = queues;
        DeadLettering deadLettering = new DeadLettering(transfer);
        Outside outside = new Outside(engine.workers());
        this.shards = engine.shards().all().stream()
                .map(shard -> new ShardState(shard, engine, plugins, outside, deadLettering, limits))
                .toArray(ShardState[]::new);
    }

    @Override
    public String name() {
        return "messaging";
    }

    /** @param key a session id, or the name of a queue */
    ShardState home(String key) {
        return shards[engine.shards().indexOf(key)];
    }

    /** As {@link io.parley.api.message.MessageService#cancel}. */
    CompletionStage<Boolean> cancel(Address address, UUID id) {
        return sending.cancel(address, id);
    }

    /** How many messages wait for their time. */
    int delayed() {
        return sending.delayed();
    }

    /**
     * Asks each shard, and waits for the answers.
     *
     * @param question on the shard's thread
     * @throws IllegalStateException when one does not answer
     */
    <T> List<T> ask(Function<ShardState, List<T>> question) {
        List<CompletableFuture<List<T>>> answers = new ArrayList<>();
        for (ShardState home : shards) {
            CompletableFuture<List<T>> answer = new CompletableFuture<>();
            home.shard().execute(() -> answer.complete(question.apply(home)));
            answers.add(answer);
        }
        List<T> all = new ArrayList<>();
        try {
            for (CompletableFuture<List<T>> answer : answers) {
                all.addAll(answer.get(5, TimeUnit.SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("A shard does not answer: " + e, e);
        }
        return all;
    }

    ShardState[] shards() {
        return shards;
    }

    /**
     * Any thread that may block: what the view alone has is read.
     *
     * @throws RefusedException UNAVAILABLE, when it cannot be read
     */
    Optional<Inbox> inbox(String session) {
        return Optional.ofNullable(home(session).find(session));
    }

    /**
     * Some of the inboxes that the view has, by the shards' indexes; others may have to do with them.
     *
     * @throws RefusedException UNAVAILABLE, when they cannot be read
     */
    Map<Integer, List<ParkedInbox>> inboxesInView(int most) {
        Map<Integer, List<ParkedInbox>> some = new HashMap<>();
        View from = view;
        if (from != null) {
            try {
                EntryTable.INBOXES.heads(
                        from,
                        most,
                        (session, head) -> some.computeIfAbsent(
                                        engine.shards().indexOf(session), index -> new ArrayList<>())
                                .add(new ParkedInbox(session, head)));
            } catch (JournalException e) {
                throw new RefusedException(RefusedException.Reason.UNAVAILABLE, e.getMessage(), e);
            }
        }
        return some;
    }

    @Override
    public Set<Op.Family> families() {
        return FAMILIES;
    }

    @Override
    public void load(View view) throws JournalException {
        sending.load(view);
        this.view = view;
        for (ShardState home : shards) {
            home.view(view);
        }
        Map<QueueState, EntryTable.Head> together = new HashMap<>();
        EntryTable.QUEUES.heads(view, (name, head) -> {
            ShardState home = home(name);
            QueueState queue = queues.state(home, name);
            if (head.alike()) {
                queue.restore(head);
            } else {
                together.put(queue, head);
            }
            if (Shares.isShared(name)) {
                queues.state(home, Shares.memory(name));
            }
        });
        for (Map.Entry<QueueState, EntryTable.Head> each : together.entrySet()) {
            each.getKey().restoreAll(each.getValue(), view);
        }
        Map<Integer, Long> counts = InboxCount.stored(view);
        boolean counted = !counts.isEmpty();
        if (!counted) {
            EntryTable.INBOXES.heads(
                    view,
                    (session, head) -> counts.merge(engine.shards().indexOf(session), (long) head.count(), Long::sum));
        }
        for (ShardState home : shards) {
            home.restore(counts.getOrDefault(home.shard().index(), 0L), counted || counts.isEmpty());
        }
    }

    @Override
    public void started() {
        sending.started();
        queues.started();
        for (ShardState home : shards) {
            home.run();
            home.queues().values().forEach(QueueState::recovered);
            home.inboxes().forEach(inbox -> {
                if (inbox instanceof InboxState used) {
                    used.recovered();
                }
            });
        }
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        ShardState home = shards[shard.index()];
        // Every queued message comes here twice: to ask for a final class is one comparison, for an interface a search.
        if (op instanceof QueueOp.Append append) {
            if (Requests.isReply(append.queue())) {
                requests.arrived(append.queue(), message);
                return;
            }
            queues.append(queues.state(home, append.queue()), message, append.durable());
        } else if (op instanceof QueueOp.Remove remove) {
            QueueState queue = home.queues().get(remove.queue());
            if (queue != null) {
                queue.remove(remove.sequence(), remove.count());
            }
        } else if (op instanceof QueueOp.Move move) {
            QueueState queue = home.queues().get(move.queue());
            if (queue != null) {
                queue.backlog().moved(move.sequence(), message);
            } else {
                message.release();
            }
        } else if (op instanceof QueueOp.Failed failed) {
            QueueState queue = home.queues().get(failed.queue());
            if (queue != null) {
                queue.backlog().failed(failed.sequence(), failed.attempts());
            }
        } else if (op instanceof QueueOp.Share share) {
            applyShare(home, share, message);
        } else if (op instanceof QueueOp change) {
            applyGroup(home, change);
        } else if (op instanceof InboxOp change) {
            InboxOps.apply(home, change, message);
        } else if (op instanceof SessionOp change) {
            InboxOps.apply(home, change);
        } else if (op instanceof SendingOp change) {
            sending.apply(shard, change, message);
        }
    }

    private void applyShare(ShardState home, QueueOp.Share share, MessageRef message) {
        QueueState queue = home.queues().get(share.durable() ? share.queue() : Shares.memory(share.queue()));
        if (queue == null) {
            // The group ended while this was under way.
            message.release();
        } else {
            queue.append(share, message);
        }
    }

    /** A group's queue has two parts, which are there together. */
    private void applyGroup(ShardState home, QueueOp op) {
        if (op instanceof QueueOp.Opened opened) {
            QueueState stored = queues.state(home, opened.queue());
            queues.state(home, Shares.memory(opened.queue()));
            if (opened.durable()) {
                stored.backlog().headChanged();
            }
        } else if (op instanceof QueueOp.Ended ended) {
            queues.end(home, ended.queue());
            queues.end(home, Shares.memory(ended.queue()));
        }
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        shards[shard.index()].collect(changes);
        sending.collect(shard, changes);
    }

    @Override
    public void collected(Shard shard) {
        shards[shard.index()].collected();
        sending.collected(shard);
    }

    /** Those in memory that wait for their time. */
    int delayedResident() {
        return sending.resident();
    }

    /** The view has all entries whose messages lie that far back. */
    @Override
    public void relocate(long below, Stragglers found) throws JournalException {
        EntryTable.QUEUES.entries(
                view,
                (queue, entry) -> entry.ref.oldest() >= below
                        || found.add(entry.ref, copy -> new QueueOp.Move(queue, entry.sequence, copy)));
        EntryTable.INBOXES.entries(
                view,
                (session, entry) -> entry.ref.position() >= below
                        || found.add(entry.ref, copy -> new InboxOp.Move(session, entry.sequence, copy)));
        sending.relocate(view, below, found);
    }

    @Override
    public Link attach(String session, long hold, boolean durable, int window, Sink sink) {
        return attach(session, hold, durable, window, true, sink);
    }

    @Override
    public Link attachNobody(String session, int window, Sink sink) {
        return attach(session, InboxLink.NOBODY, true, window, true, sink);
    }

    @Override
    public CompletionStage<Long> position(String session) {
        CompletableFuture<Long> position = new CompletableFuture<>();
        ShardState home = home(session);
        home.shard().execute(() -> {
            try {
                long next = home.nextOf(session);
                home.complete(() -> position.complete(next));
            } catch (RefusedException e) {
                home.complete(() -> position.completeExceptionally(e));
            }
        });
        return position;
    }

    @Override
    public void pass(Batch batch, String session) {
        Passage passage = passages.get(session);
        if (passage != null) {
            batch.require(session, passage);
        }
    }

    @Override
    public Gate gate(String session) {
        return passages.computeIfAbsent(
                session,
                any -> new Passage(session, home(session).shard(), gone -> passages.remove(gone.session(), gone)));
    }

    InboxLink attach(String session, long hold, boolean durable, int window, boolean renewing, Sink sink) {
        ShardState home = home(session);
        InboxLink link = new InboxLink(home, session, hold, durable, window, renewing, sink);
        home.shard().execute(() -> link.begin(home.inbox(session)));
        return link;
    }
}
