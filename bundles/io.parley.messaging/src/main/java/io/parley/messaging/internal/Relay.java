package io.parley.messaging.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands what comes straight to a queue in which nothing is on to consumers that take messages at most once: such a message is done with
 * before it would have a place in the queue. Owned by the queue's shard.
 */
final class Relay {

    /** Bytes of the largest payload that comes straight. */
    private static final long LARGEST = (long) StraightWay.LARGEST * StraightWay.PIECE;

    /** Nothing is held back for longer. */
    private static final Duration LONGEST = Duration.ofMillis(2);

    private final QueueState queue;
    private final Consumers consumers;

    /** Takes what has come and is held back; null while nothing is. */
    private Runnable held;

    /** Whether what is held back comes anyway in a moment. */
    private boolean watched;

    /** Those that got something since the last {@link #end}. */
    private final List<QueueConsumer> served = new ArrayList<>();

    Relay(QueueState queue, Consumers consumers) {
        this.queue = queue;
        this.consumers = consumers;
    }

    /**
     * Whether what has come is held back for a moment, as more may come to go on with it: while the only consumer is busy, which would have
     * nothing of it now. It comes when that one has nothing left to do, or something else comes to the queue, or a consumer comes or goes, and
     * after 2 ms whatever happens.
     */
    boolean holds(Runnable comes) {
        QueueConsumer consumer = consumers.alone() ? next(LARGEST) : null;
        if (consumer == null || !consumer.whenDone(() -> queue.home().shard().execute(this::release))) {
            return false;
        }
        held = comes;
        if (!watched) {
            watched = true;
            queue.home().engine().timers().after(LONGEST, queue.home().shard(), () -> {
                watched = false;
                release();
            });
        }
        return true;
    }

    /** What is held back comes now. */
    void release() {
        Runnable comes = held;
        held = null;
        if (comes != null) {
            comes.run();
        }
    }

    /** Hands all of it on, if they can go to one consumer without a look at any of them; nobody touches what is on its way to another thread. */
    boolean passes(Handover.Pile<? extends DoneDelivery> pile) {
        if (pile.someApart() || !consumers.alone()) {
            return false;
        }
        QueueConsumer consumer = next(LARGEST);
        if (consumer == null || consumer.credit() < pile.count()) {
            return false;
        }
        queue.counters.passed(pile.count());
        consumer.getsAll(pile);
        return true;
    }

    /** Hands it on, if nothing else is to be done with it. */
    boolean passes(DoneDelivery delivery) {
        QueueConsumer consumer = next(delivery.message().payload().size());
        long expiresAt = delivery.message().expiresAtMillis();
        if (consumer == null
                || expiresAt != 0 && expiresAt <= queue.home().engine().timers().now()) {
            return false;
        }
        queue.counters.passed(1);
        consumers.served();
        if (consumer.getsOne(delivery)) {
            served.add(consumer);
        }
        return true;
    }

    /** What was handed on one by one goes out. */
    void end() {
        for (int i = 0; i < served.size(); i++) {
            served.get(i).handOver();
        }
        served.clear();
    }

    /** Whose turn it is, if it takes messages at most once, nothing has a place in the queue, and a message of that size may have one. */
    private QueueConsumer next(long size) {
        if (queue.backlog().size() > 0 || queue.settings().exceededBy(1, size)) {
            return null;
        }
        QueueConsumer consumer = consumers.next();
        return consumer == null || consumer.takings() == null ? null : consumer;
    }
}
