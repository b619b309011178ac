package io.parley.event.internal;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Shares;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.event.internal.match.PatternIndex;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The groups that share messages, and which of their queues are open. A queue is opened in the batch of each subscription; once its
 * group has no member, {@link SharedEnds} ends it, and whoever joins meanwhile waits for that. Safe for all threads.
 */
final class SharedGroups {

    private static final String TABLE = "event.share";

    private final PatternIndex<Listener> index;

    /** By their queues. */
    private final Map<String, SharedGroup> groups = new HashMap<>(); // guarded by this

    /** Queues that somebody is just joining. */
    private final Map<String, Joining> joining = new HashMap<>(); // guarded by this

    /** Queues that are just being ended, and what waits for that. */
    private final Map<String, List<Runnable>> ending = new HashMap<>(); // guarded by this

    /** How many are joining a queue, all with the same filter. */
    private record Joining(int count, Optional<FilterExpression> filter) {}

    /** Open queues, and whether the journal knows of them. */
    private final Map<String, Boolean> open = new ConcurrentHashMap<>();

    private final List<Set<String>> unwritten = new ArrayList<>(); // one set a shard, owned by it
    private volatile Consumer<String> whenDeserted = queue -> {};

    SharedGroups(Shards shards, PatternIndex<Listener> index) {
        this.index = index;
        for (int i = 0; i < shards.count(); i++) {
            unwritten.add(new HashSet<>());
        }
    }

    /** Sets who is told of queues whose group has lost its last member, and tells of those that have none now. */
    void whenDeserted(Consumer<String> told) {
        whenDeserted = told;
        deserted().forEach(told);
    }

    private synchronized List<String> deserted() {
        Set<String> queues = new HashSet<>(open.keySet());
        queues.removeAll(groups.keySet());
        return List.copyOf(queues);
    }

    synchronized void add(SessionListener member) {
        String queue = Shares.queue(member.target());
        SharedGroup group = groups.get(queue);
        if (group == null) {
            group = new SharedGroup(queue, member.pattern());
            group.put(member);
            groups.put(queue, group);
            index.add(group);
        } else {
            group.put(member);
        }
    }

    void remove(SessionListener member) {
        SharedGroup left = leave(member);
        if (left != null) {
            whenDeserted.accept(left.queue);
        }
    }

    private synchronized SharedGroup leave(SessionListener member) {
        SharedGroup group = groups.get(Shares.queue(member.target()));
        if (group == null) {
            return null;
        }
        group.remove(member.session);
        if (!group.isEmpty()) {
            return null;
        }
        groups.remove(group.queue);
        index.remove(group);
        return group;
    }

    /**
     * Runs the task, which makes the session join the queue's group, as soon as the queue is not being ended; {@link #joined} follows.
     *
     * @param refused gets the refusal instead, and nothing follows: the group has another filter
     */
    void join(
            String queue,
            String session,
            Optional<FilterExpression> filter,
            Runnable task,
            Consumer<RefusedException> refused) {
        boolean fits;
        synchronized (this) {
            List<Runnable> waiting = ending.get(queue);
            if (waiting != null) {
                waiting.add(() -> join(queue, session, filter, task, refused));
                return;
            }
            SharedGroup group = groups.get(queue);
            Joining others = joining.get(queue);
            fits = (group == null || group.belongsTo(session) || group.filter().equals(filter))
                    && (others == null || others.filter.equals(filter));
            if (fits) {
                joining.put(queue, new Joining(others == null ? 1 : others.count + 1, filter));
            }
        }
        if (fits) {
            task.run();
        } else {
            refused.accept(new RefusedException(
                    RefusedException.Reason.INVALID,
                    "All who share the messages of " + queue + " have the same filter"));
        }
    }

    /** The joining has ended, one way or the other. */
    void joined(String queue) {
        boolean alone;
        synchronized (this) {
            Joining rest = joining.computeIfPresent(
                    queue, (name, now) -> now.count == 1 ? null : new Joining(now.count - 1, now.filter));
            alone = rest == null && open.containsKey(queue) && !groups.containsKey(queue);
        }
        if (alone) {
            whenDeserted.accept(queue);
        }
    }

    /** False when the queue has members, or will have some. */
    synchronized boolean beginEnding(String queue) {
        boolean wanted = joining.containsKey(queue) || ending.containsKey(queue) || groups.containsKey(queue);
        if (!wanted) {
            ending.put(queue, new ArrayList<>(0));
        }
        return !wanted;
    }

    void ended(String queue) {
        List<Runnable> waited;
        synchronized (this) {
            waited = ending.remove(queue);
        }
        waited.forEach(Runnable::run);
    }

    boolean isOpen(String queue) {
        return open.containsKey(queue);
    }

    /** Whether the journal knows of the open queue. */
    boolean isStored(String queue) {
        return open.getOrDefault(queue, false);
    }

    void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            open.put(new RecordReader(key).text(), true);
            return true;
        });
    }

    void apply(Shard shard, QueueOp op) {
        if (op instanceof QueueOp.Opened opened) {
            open.merge(opened.queue(), opened.durable(), Boolean::logicalOr);
            if (opened.durable()) {
                unwritten.get(shard.index()).add(opened.queue());
            }
        } else if (op instanceof QueueOp.Ended ended) {
            open.remove(ended.queue());
            unwritten.get(shard.index()).add(ended.queue());
        }
    }

    void collect(Shard shard, ViewChanges into) {
        Set<String> changed = unwritten.get(shard.index());
        for (String queue : changed) {
            byte[] key = new RecordWriter(64).text(queue).toArray();
            if (isStored(queue)) {
                into.put(TABLE, key, new byte[0]);
            } else {
                into.delete(TABLE, key);
            }
        }
        changed.clear();
    }
}
