package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.QueueOp;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down how often a message was delivered in vain, so that a crash does not give it these attempts again. The first one needs
 * no record: after a start each message counts as tried once. Nobody waits for it. Owned by the queue's shard.
 */
final class FailedAttempts {

    /** What cannot be stored is as if the process had died before. */
    private static final Batch.End UNHEARD = new Batch.End() {
        @Override
        public void committed() {}

        @Override
        public void refused(RefusedException why) {}
    };

    private final String queue;
    private final ShardState home;
    private List<QueueOp.Failed> unwritten = List.of();

    FailedAttempts(String queue, ShardState home) {
        this.queue = queue;
        this.home = home;
    }

    /** The entry's last attempt was in vain. */
    void add(Entry entry) {
        if (!entry.durable || entry.attempts < 2) {
            return;
        }
        if (unwritten.isEmpty()) {
            unwritten = new ArrayList<>();
            home.shard().later(this::write);
        }
        unwritten.add(new QueueOp.Failed(queue, entry.sequence, entry.attempts));
    }

    private void write() {
        Batch batch = home.engine().batch();
        unwritten.forEach(batch::add);
        unwritten = List.of();
        batch.commit(UNHEARD);
    }
}
