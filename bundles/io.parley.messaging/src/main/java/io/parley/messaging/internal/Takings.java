package io.parley.messaging.internal;

import io.parley.api.message.Message;
import java.util.ArrayDeque;

/**
 * What a consumer takes at most once: each message has left the queue for good before the consumer gets it, and they come in the order in which
 * they were taken. Owned by the queue's shard.
 */
final class Takings {

    /** One message. */
    final class Taking {

        private final Entry entry;
        private final Message message;

        /** Whether it has left the queue. */
        private boolean out;

        private Taking(Entry entry, Message message) {
            this.entry = entry;
            this.message = message;
        }

        /** That it leaves is durable. */
        void committed() {
            out = true;
            handOn();
        }

        /** It waits again as before, for whoever is next; nobody has seen it. */
        void refused() {
            underWay.remove(this);
            entry.attempts--;
            consumer.takesNot();
            queue.deliveries().notTaken(entry);
            handOn();
        }
    }

    private final QueueState queue;
    private final QueueConsumer consumer;

    /** Those that are leaving the queue, and what came behind them; no more than there was credit for. */
    private final ArrayDeque<Taking> underWay = new ArrayDeque<>();

    Takings(QueueState queue, QueueConsumer consumer) {
        this.queue = queue;
        this.consumer = consumer;
    }

    /** Takes the message, which the consumer gets by {@link QueueConsumer#handOver} once it has left the queue. */
    void take(Entry entry, Message message) {
        Taking taking = new Taking(entry, message);
        underWay.add(taking);
        if (entry.durable) {
            queue.fill().ends(entry);
            queue.home().removeSoon(queue, taking.entry, taking);
        } else {
            queue.remove(entry.sequence, 1);
            taking.committed();
        }
    }

    private void handOn() {
        for (Taking first = underWay.peek(); first != null && first.out; first = underWay.peek()) {
            underWay.remove();
            queue.counters.delivered(first.entry.attempts > 1);
            queue.counters.wentOut(1);
            if (consumer.gets(new DoneDelivery.Taken(first.message, first.entry.attempts))) {
                queue.home().shard().later(consumer::handOver);
            }
        }
    }
}
