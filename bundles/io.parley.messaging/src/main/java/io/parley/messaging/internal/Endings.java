package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.QueueOp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Durable endings of one moment: one batch for all of them, in which the messages that leave a queue one behind the other are one op.
 * Owned by a shard.
 */
final class Endings implements Batch.End {

    /** One of them; its run completes the stage of whoever waits. */
    private abstract static class Ending implements Runnable {

        /** Null when nobody waits. */
        final CompletableFuture<Void> done;

        Ending(CompletableFuture<Void> done) {
            this.done = done;
        }

        @Override
        public void run() {
            done.complete(null);
        }

        abstract void undo();

        abstract void again(ShardState home);

        /** Where nobody waits for the stage. */
        void committed() {}

        void refused(ShardState home, RefusedException why) {
            if (done == null) {
                home.retryLater(() -> again(home));
            } else {
                undo();
                home.fail(done, why);
            }
        }
    }

    private static final class Change extends Ending {

        final InboxState inbox;
        final InboxOp op;

        Change(InboxState inbox, InboxOp op, CompletableFuture<Void> done) {
            super(done);
            this.inbox = inbox;
            this.op = op;
        }

        @Override
        void undo() {}

        /** By now the session may have ended, and another one have its name: the op would be taken for that one's. */
        @Override
        void again(ShardState home) {
            if (!inbox.isOver()) {
                home.commitSoon(inbox, op, null);
            }
        }
    }

    private static class Removal extends Ending {

        final QueueState queue;
        final Entry entry;
        final Cause cause;

        Removal(QueueState queue, Entry entry, Cause cause, CompletableFuture<Void> done) {
            super(done);
            this.queue = queue;
            this.entry = entry;
            this.cause = cause;
        }

        /** Whether the other one is so many places behind this. */
        boolean leads(Ending other, int places) {
            return other instanceof Removal next
                    && next.queue == queue
                    && next.cause == cause
                    && next.entry.sequence == entry.sequence + places;
        }

        @Override
        void undo() {
            queue.deliveries().notEnded(entry);
        }

        @Override
        void again(ShardState home) {
            home.removeSoon(queue, entry, cause, null);
        }
    }

    /** Of a message that its consumer gets when it has left the queue. */
    private static final class Taken extends Removal {

        private final Takings.Taking taking;

        Taken(QueueState queue, Entry entry, Takings.Taking taking) {
            super(queue, entry, Cause.ACKNOWLEDGED, null);
            this.taking = taking;
        }

        @Override
        void committed() {
            taking.committed();
        }

        @Override
        void refused(ShardState home, RefusedException why) {
            taking.refused();
        }
    }

    private final ShardState home;
    private final List<Ending> all;

    /** @param expected about so many */
    Endings(ShardState home, int expected) {
        this.home = home;
        this.all = new ArrayList<>(expected);
    }

    int size() {
        return all.size();
    }

    void add(InboxState inbox, InboxOp op, CompletableFuture<Void> done) {
        all.add(new Change(inbox, op, done));
    }

    void add(QueueState queue, Entry entry, Cause cause, CompletableFuture<Void> done) {
        all.add(new Removal(queue, entry, cause, done));
    }

    void add(QueueState queue, Entry entry, Takings.Taking taking) {
        all.add(new Taken(queue, entry, taking));
    }

    void commit() {
        Batch batch = home.engine().batch();
        for (int i = 0; i < all.size(); ) {
            if (all.get(i) instanceof Removal first) {
                int count = 1;
                while (i + count < all.size() && first.leads(all.get(i + count), count)) {
                    count++;
                }
                batch.add(new QueueOp.Remove(first.queue.name(), first.entry.sequence, count, first.cause, true));
                i += count;
            } else {
                batch.add(((Change) all.get(i)).op);
                i++;
            }
        }
        batch.standAside().commit(this);
    }

    @Override
    public void committed() {
        List<Ending> awaited = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            Ending ending = all.get(i);
            if (ending.done == null) {
                ending.committed();
            } else {
                awaited.add(ending);
            }
        }
        home.completeAll(awaited);
    }

    @Override
    public void refused(RefusedException why) {
        home.shard().execute(() -> all.forEach(ending -> ending.refused(home, why)));
    }
}
