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
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BooleanSupplier;

/**
 * A delivery from a queue. Its acknowledgement is handed to the shard together with others. That of a message in memory counts at once, unless the
 * shard has been asked for something else before, or has taken the delivery back.
 */
class QueueDelivery extends Handover.Link<QueueDelivery> implements Delivery, Enlists, Rejects {

    /** Of what has been acknowledged. */
    static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private static final AtomicIntegerFieldUpdater<QueueDelivery> DECIDED =
            AtomicIntegerFieldUpdater.newUpdater(QueueDelivery.class, "decided");

    /** Whoever comes first decides. */
    private static final int OPEN = 1;

    /** It is acknowledged, and the shard will hear of that. */
    private static final int ACKNOWLEDGED = 2;

    /** What becomes of it is decided on the shard. */
    private static final int ON_SHARD = 0;

    /** As {@link #ON_SHARD}, and it has not been acknowledged yet. */
    private static final int UNACKNOWLEDGED = 3;

    private final QueueState queue;
    private final QueueConsumer consumer;
    private final Message message;
    private final Entry entry;
    private final int attempt;
    private volatile Instant leaseUntil;
    private volatile int decided;

    /** The acknowledgement that is handed over; null for one that counts already. */
    private Ack ack;

    QueueDelivery(QueueState queue, QueueConsumer consumer, Entry entry, Message message, Instant leaseUntil) {
        this.queue = queue;
        this.consumer = consumer;
        this.message = message;
        this.entry = entry;
        this.attempt = entry.attempts;
        this.leaseUntil = leaseUntil;
        DECIDED.lazySet(this, !entry.durable && entry.counts() ? OPEN : UNACKNOWLEDGED);
    }

    QueueConsumer consumer() {
        return consumer;
    }

    Entry entry() {
        return entry;
    }

    /** False when it is acknowledged, of which the shard will hear; else what becomes of it is decided on the shard from now on. */
    boolean decidedOnShard() {
        DECIDED.compareAndSet(this, OPEN, ON_SHARD);
        return decided != ACKNOWLEDGED;
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
        if (decided == OPEN && DECIDED.compareAndSet(this, OPEN, ACKNOWLEDGED)) {
            queue.deliveries().acknowledged(this);
            return DONE;
        }
        Ack asked = new Ack();
        if (decided == UNACKNOWLEDGED && DECIDED.compareAndSet(this, UNACKNOWLEDGED, ON_SHARD)) {
            ack = asked;
            queue.deliveries().acknowledged(this);
        } else {
            onShard(asked);
        }
        return asked;
    }

    @Override
    public CompletionStage<Void> nack(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            return CompletableFuture.failedStage(new RefusedException(
                    RefusedException.Reason.INVALID, "A delay is zero to " + LONGEST.toDays() + " days, not " + delay));
        }
        return onShard(() -> queue.deliveries().giveBack(this, delay));
    }

    @Override
    public CompletionStage<Void> reject() {
        return onShard(() -> queue.deliveries().reject(this));
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
            boolean mine = queue.deliveries().extend(this, until);
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
            queue.deliveries().takeAcknowledged();
            if (!queue.deliveries().reserve(QueueDelivery.this)) {
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
        decidedOnShard();
        CompletableFuture<Void> done = new CompletableFuture<>();
        onShard(() -> {
            if (work.getAsBoolean()) {
                queue.home().complete(done);
            } else {
                queue.home().fail(done, notOwned());
            }
        });
        return done;
    }

    /** Behind what has been acknowledged before. */
    private void onShard(Runnable task) {
        queue.home().shard().execute(() -> {
            queue.deliveries().takeAcknowledged();
            task.run();
        });
    }

    /** The acknowledgement that was handed over is looked at; false when it counts already. On the shard. */
    boolean askForAck() {
        if (ack == null) {
            return false;
        }
        ack.run();
        return true;
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
            if (!queue.deliveries().acknowledge(QueueDelivery.this, this)) {
                queue.home().fail(this, notOwned());
            }
        }
    }
}
