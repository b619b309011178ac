package io.parley.messaging.internal;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.Enlists;
import io.parley.engine.contract.Rejects;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A delivery from a queue. */
class QueueDelivery implements Delivery, Enlists, Rejects {

    private final QueueState queue;
    private final QueueConsumer consumer;
    private final Message message;
    private final Entry entry;
    private final int attempt;
    private volatile Instant leaseUntil;

    QueueDelivery(QueueState queue, QueueConsumer consumer, Entry entry, Message message, Instant leaseUntil) {
        this.queue = queue;
        this.consumer = consumer;
        this.message = message;
        this.entry = entry;
        this.attempt = entry.attempts;
        this.leaseUntil = leaseUntil;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Instant leaseUntil() {
        return leaseUntil;
    }

    @Override
    public CompletionStage<Void> ack() {
        Ack ack = new Ack();
        queue.home().shard().execute(ack);
        return ack;
    }

    @Override
    public CompletionStage<Void> nack(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            return CompletableFuture.failedStage(new RefusedException(
                    RefusedException.Reason.INVALID, "A delay is zero to " + LONGEST.toDays() + " days, not " + delay));
        }
        return onShard(() -> queue.deliveries().giveBack(consumer, entry, attempt, delay));
    }

    @Override
    public CompletionStage<Void> reject() {
        return onShard(() -> queue.deliveries().reject(consumer, entry, attempt));
    }

    @Override
    public CompletionStage<Void> extend(Duration from) {
        if (from.isNegative() || from.isZero() || from.compareTo(LONGEST) > 0) {
            return CompletableFuture.failedStage(new RefusedException(
                    RefusedException.Reason.INVALID,
                    "A lease is extended by more than zero, and up to " + LONGEST.toDays() + " days, not " + from));
        }
        long until = queue.home().engine().timers().now() + from.toMillis();
        return onShard(() -> {
            boolean mine = queue.deliveries().extend(consumer, entry, attempt, until);
            if (mine) {
                leaseUntil = Instant.ofEpochMilli(until);
            }
            return mine;
        });
    }

    @Override
    public void acknowledgeIn(Batch batch) {
        batch.require(queue.name(), new StillMine())
                .add(new QueueOp.Remove(queue.name(), entry.sequence, 1, Cause.ACKNOWLEDGED, entry.durable));
    }

    /** What the batch takes out of the queue is nobody else's until it has ended, and the consumer's again when it is refused. */
    private final class StillMine implements Condition {

        @Override
        public void reserve() {
            if (!queue.deliveries().reserve(consumer, entry, attempt)) {
                throw notOwned();
            }
        }

        @Override
        public void end(boolean committed) {
            if (!committed) {
                queue.deliveries().notEnded(entry);
            }
        }
    }

    private CompletionStage<Void> onShard(BooleanSupplier work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.home().shard().execute(() -> {
            if (work.getAsBoolean()) {
                queue.home().complete(done);
            } else {
                queue.home().fail(done, notOwned());
            }
        });
        return done;
    }

    private RefusedException notOwned() {
        return new RefusedException(
                RefusedException.Reason.NOT_OWNED,
                "Delivery " + entry.sequence + " of queue:" + queue.name() + ", attempt " + attempt
                        + ", is no longer this consumer's");
    }

    /** An acknowledgement: the task for the shard, and the stage that the consumer sees. */
    private final class Ack extends CompletableFuture<Void> implements Runnable {
        @Override
        public void run() {
            if (!queue.deliveries().acknowledge(consumer, entry, attempt, this)) {
                queue.home().fail(this, notOwned());
            }
        }
    }
}
