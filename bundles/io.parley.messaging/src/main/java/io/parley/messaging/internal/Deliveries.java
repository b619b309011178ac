package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.messaging.internal.Counters.Drop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A queue's deliveries: its entries are shared out among consumers that have credit, which acknowledge them or give them back. Owned by the
 * queue's shard.
 */
final class Deliveries {

    private final QueueState queue;
    private final Waiting waiting;
    private final Returns returns;
    private final Consumers consumers;
    private final Relay relay;

    /** Those that took something in this dispatch. */
    private final List<QueueConsumer> served = new ArrayList<>();

    /** Acknowledged ones; no more than consumers have. */
    private final Handover<QueueDelivery> acknowledged = new Handover<>();

    private boolean dispatching;

    Deliveries(QueueState queue, Waiting waiting, Returns returns) {
        this.queue = queue;
        this.waiting = waiting;
        this.returns = returns;
        this.consumers = new Consumers(queue::settings);
        this.relay = new Relay(queue, consumers);
    }

    Relay relay() {
        return relay;
    }

    Consumers consumers() {
        return consumers;
    }

    /** To a member that can take it now, or nobody. */
    void passOn(QueueOp.Share op, MessageRef ref) {
        long now = queue.home().engine().timers().now();
        Entry entry = new Entry(Entry.NO_PLACE, ref, op.guarantee(), op.retained(), false);
        boolean expired = entry.expired(now);
        QueueConsumer consumer = ref.message() == null || expired ? null : consumers.next();
        if (consumer == null) {
            queue.counters.drop(expired ? Drop.EXPIRED : Drop.UNHEARD);
        } else {
            queue.counters.cameIn();
            queue.counters.delivered(false);
            queue.counters.wentOut(1);
            consumers.served();
            consumer.pass(entry, ref.message());
        }
        ref.release();
    }

    void attach(QueueConsumer consumer) {
        relay.release();
        consumers.add(consumer);
        if (consumer instanceof FilteredConsumer filtered) {
            waiting.searches().add(filtered.search());
        }
        dispatchSoon();
    }

    /** What the consumer has goes back. */
    void detach(QueueConsumer consumer) {
        takeAcknowledged();
        relay.release();
        consumers.remove(consumer);
        if (consumer instanceof FilteredConsumer filtered) {
            waiting.searches().remove(filtered.search());
        }
        consumer.eachHeld(entry -> {
            if (entry.owner.decidedOnShard()) {
                returns.giveBack(entry);
            }
        });
        dispatchSoon();
    }

    /** The delivery is acknowledged, once. Any thread. */
    void acknowledged(QueueDelivery delivery) {
        if (acknowledged.add(delivery, 0, 0) == Handover.Added.FIRST) {
            queue.home().shard().execute(this::takeAcknowledged);
        }
    }

    /** Before what comes behind it. */
    void takeAcknowledged() {
        acknowledged.take(this::end);
    }

    /** Unless all of the queue has ended meanwhile. */
    private void end(QueueDelivery delivery) {
        if (delivery.askForAck()) {
            return;
        }
        Entry entry = delivery.entry();
        if (queue.has(entry) && entry.owner == delivery) {
            queue.counters.wentOut(1);
            queue.end(entry, Cause.ACKNOWLEDGED, null);
        }
    }

    /** False when the delivery is no longer its consumer's. */
    boolean acknowledge(QueueDelivery delivery, CompletableFuture<Void> done) {
        if (!owned(delivery)) {
            return false;
        }
        queue.counters.wentOut(1);
        queue.end(delivery.entry(), Cause.ACKNOWLEDGED, done);
        return true;
    }

    /** As {@link #acknowledge}, together with other things: {@link #notEnded} is called when they are refused. */
    boolean reserve(QueueDelivery delivery) {
        if (!owned(delivery)) {
            return false;
        }
        queue.counters.wentOut(1);
        queue.fill().ends(delivery.entry());
        return true;
    }

    /** Still the consumer's, as before the attempt; its lease goes on. */
    void notEnded(Entry entry) {
        queue.counters.wentOut(-1);
        queue.fill().endsNot(entry, Entry.State.SENT);
        if (entry.owner == null) {
            returns.giveBack(entry);
            dispatchSoon();
        }
    }

    /** It was to leave the queue before anybody sees it, and did not: it waits again. */
    void notTaken(Entry entry) {
        returns.notTaken(entry);
        dispatchSoon();
    }

    /** @param delay at the least */
    boolean giveBack(QueueDelivery delivery, Duration delay) {
        if (!owned(delivery)) {
            return false;
        }
        returns.failed(delivery.entry(), delay.toMillis());
        dispatchSoon();
        return true;
    }

    /** It can never be delivered to that consumer, and is to block nobody. */
    boolean reject(QueueDelivery delivery) {
        if (!owned(delivery)) {
            return false;
        }
        returns.undeliverable(delivery.entry());
        dispatchSoon();
        return true;
    }

    /** The entry's lease has ended. */
    void lapsed(Entry entry) {
        if (entry.owner.decidedOnShard()) {
            returns.failed(entry, 0);
        }
    }

    boolean extend(QueueDelivery delivery, long leaseUntil) {
        if (!owned(delivery)) {
            return false;
        }
        delivery.entry().leaseUntil = leaseUntil;
        delivery.consumer().extended(leaseUntil - queue.home().engine().timers().now());
        return true;
    }

    /** Whether the delivery is its consumer's, and it is the shard that decides about it. */
    private boolean owned(QueueDelivery delivery) {
        Entry entry = delivery.entry();
        return queue.has(entry)
                && entry.owner == delivery
                && entry.state == Entry.State.SENT
                && delivery.decidedOnShard();
    }

    /** Visits what the consumer has, in order. */
    void eachOf(QueueConsumer consumer, Consumer<Entry> visitor) {
        int rest = consumer.held();
        long end = waiting.takenBelow();
        Entry entry = queue.resident(0);
        while (rest > 0 && entry != null && entry.sequence < end) {
            long behind = entry.sequence + 1;
            if (entry.owner != null && entry.owner.consumer() == consumer) {
                rest--;
                visitor.accept(entry);
            }
            entry = queue.resident(behind);
        }
    }

    void dispatchSoon() {
        if (!dispatching && !consumers.isEmpty()) {
            dispatching = true;
            queue.home().shard().later(this::dispatch);
        }
    }

    private void dispatch() {
        dispatching = false;
        long now = queue.home().engine().timers().now();
        for (QueueConsumer consumer; (consumer = consumers.next()) != null; ) {
            Entry entry = waiting.next();
            if (entry == null) {
                break;
            }
            if (entry.state == Entry.State.UNREADABLE) {
                waiting.taken(entry);
                queue.left(entry);
                continue;
            }
            if (!waiting.admits(entry)) {
                waiting.taken(entry);
                continue;
            }
            if (entry.expired(now)) {
                waiting.taken(entry);
                returns.expired(entry);
                continue;
            }
            Message message = queue.backlog().message(entry);
            if (message == null) {
                break;
            }
            waiting.taken(entry);
            waiting.delivered();
            consumers.served();
            if (hand(consumer, entry, message, now)) {
                served.add(consumer);
            }
        }
        for (int i = 0; i < served.size(); i++) {
            served.get(i).handOver();
        }
        served.clear();
        waiting.searches().look();
    }

    private boolean hand(QueueConsumer consumer, Entry entry, Message message, long now) {
        entry.attempts++;
        if (consumer.takings() == null) {
            queue.counters.delivered(entry.attempts > 1);
        }
        return consumer.take(entry, message, now);
    }

    /** Whether the entry could go to a consumer now. */
    boolean waits(Entry entry) {
        return entry.state == Entry.State.WAITING
                && !entry.heldBack
                && !entry.expired(queue.home().engine().timers().now())
                && waiting.admits(entry);
    }

    /** Hands an entry out whose turn it may not be; false where it does not wait any more. */
    boolean give(FilteredConsumer consumer, Entry entry, Message message) {
        if (!waits(entry)) {
            return false;
        }
        waiting.leaves(entry);
        hand(consumer, entry, message, queue.home().engine().timers().now());
        return true;
    }
}
