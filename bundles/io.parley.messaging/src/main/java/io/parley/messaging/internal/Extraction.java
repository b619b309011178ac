package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes messages that wait out of a queue, in one batch, to which others may add. Whatever was consumed since it was picked stays
 * out of it; when the batch is refused, all wait again.
 */
final class Extraction {

    /**
     * One message.
     *
     * @param message as it is from now on, if it goes elsewhere
     * @param stored the same as it goes to the journal
     */
    record Item(Entry entry, Message message, StoredMessage stored) {}

    /** What else the batch does with each message that is taken out. */
    @FunctionalInterface
    interface More {

        /** On the shard of the queue. */
        void add(Batch batch, Item item);
    }

    private final ShardState home;
    private final String name;
    private final Cause cause;

    Extraction(ShardState home, String name, Cause cause) {
        this.home = home;
        this.name = name;
        this.cause = cause;
    }

    /**
     * How many were taken out, when that is durable.
     *
     * @param batch to commit
     */
    CompletionStage<Integer> run(List<Item> items, Batch batch, More more) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        home.shard().execute(() -> {
            QueueState queue = home.queues().get(name);
            List<Item> taken = new ArrayList<>();
            for (Item item : items) {
                Entry entry = queue == null ? null : queue.takeOut(item.entry().sequence, cause);
                if (entry != null) {
                    taken.add(new Item(entry, item.message(), item.stored()));
                }
            }
            if (taken.isEmpty()) {
                batch.abandon();
                home.complete(() -> result.complete(0));
                return;
            }
            fill(batch, taken, more);
            batch.commit(new End(queue, taken, result));
        });
        return result;
    }

    private void fill(Batch batch, List<Item> taken, More more) {
        taken.forEach(item -> more.add(batch, item));
        for (int i = 0; i < taken.size(); ) {
            Entry first = taken.get(i).entry();
            int count = 1;
            while (i + count < taken.size()
                    && follows(first, count, taken.get(i + count).entry())) {
                count++;
            }
            batch.add(new QueueOp.Remove(name, first.sequence, count, cause, first.durable));
            i += count;
        }
    }

    private static boolean follows(Entry first, int places, Entry next) {
        return next.sequence == first.sequence + places && next.durable == first.durable;
    }

    private final class End implements Batch.End {

        private final QueueState queue;
        private final List<Item> taken;
        private final CompletableFuture<Integer> result;

        End(QueueState queue, List<Item> taken, CompletableFuture<Integer> result) {
            this.queue = queue;
            this.taken = taken;
            this.result = result;
        }

        @Override
        public void committed() {
            home.complete(() -> result.complete(taken.size()));
        }

        @Override
        public void refused(RefusedException why) {
            home.shard().execute(() -> {
                taken.forEach(item -> queue.putBack(item.entry(), cause));
                home.complete(() -> result.completeExceptionally(why));
            });
        }
    }
}
