package io.parley.protocol.internal;

import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client has not acknowledged, from its inbox and its queues together: never more than it takes. What does not fit waits
 * here, in order; that is bounded by the inbox's window and the queues' credit. Owned by the connection's lane.
 */
final class Window {

    /** A delivery of a queue, on its way. */
    interface Waiting {

        Outbound outbound();

        /** It goes out now. */
        void sent();

        /** Whether it is still to go out. */
        boolean wanted();
    }

    private final int limit;
    private final Consumer<List<Outbound>> target;
    private final SequenceSet inbox = new SequenceSet();
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(0);
    private long seen = -1;
    private int fromQueues;
    private boolean writable = true;
    private long belowZero;

    Window(int limit, Consumer<List<Outbound>> target) {
        this.limit = limit;
        this.target = target;
    }

    int unacknowledged() {
        return inbox.size() + fromQueues;
    }

    /** The next number for a delivery that is not from the inbox. */
    long nextBelowZero() {
        return --belowZero;
    }

    boolean writable() {
        return writable;
    }

    /** Deliveries of the inbox, which holds no more than the window open; so with no queue all of them fit. */
    void inbox(List<Outbound> batch) {
        if (fromQueues == 0 && waiting.isEmpty()) {
            for (int i = 0; i < batch.size(); i++) {
                count(batch.get(i));
            }
            target.accept(batch);
            return;
        }
        List<Outbound> now = new ArrayList<>(batch.size());
        for (Outbound outbound : batch) {
            if (!takesPlace(outbound)) {
                now.add(outbound);
            } else if (waiting.isEmpty() && unacknowledged() < limit) {
                count(outbound);
                now.add(outbound);
            } else {
                waiting.add(outbound);
            }
        }
        if (!now.isEmpty()) {
            target.accept(now);
        }
    }

    /** A delivery of a queue. It waits also while the connection takes no more. */
    void queue(Waiting delivery) {
        waiting.add(delivery);
        flush();
    }

    /** Whether the client has that delivery of its inbox. */
    boolean inboxHas(long sequence) {
        return inbox.contains(sequence);
    }

    /** False when the client had no such delivery from its inbox to acknowledge. */
    boolean inboxAcknowledged(long sequence) {
        boolean there = inbox.remove(sequence);
        if (there) {
            flush();
        }
        return there;
    }

    void queueAcknowledged() {
        fromQueues--;
        flush();
    }

    void writable(boolean now) {
        writable = now;
        flush();
    }

    void close() {
        waiting.clear();
    }

    private void flush() {
        if (!writable || waiting.isEmpty()) {
            return;
        }
        List<Outbound> now = new ArrayList<>();
        for (Object next; (next = waiting.peek()) != null && fits(next); ) {
            waiting.remove();
            if (next instanceof Outbound outbound) {
                count(outbound);
                now.add(outbound);
            } else if (next instanceof Waiting delivery && delivery.wanted()) {
                fromQueues += guaranteed(delivery.outbound()) ? 1 : 0;
                delivery.sent();
                now.add(delivery.outbound());
            }
        }
        if (!now.isEmpty()) {
            target.accept(now);
        }
    }

    private boolean fits(Object next) {
        boolean free = next instanceof Waiting delivery && !(delivery.wanted() && guaranteed(delivery.outbound()));
        return free || unacknowledged() < limit;
    }

    private void count(Outbound outbound) {
        if (takesPlace(outbound)) {
            seen = outbound.sequence();
            inbox.add(seen);
        }
    }

    /** A release takes a place only where an earlier connection had the message: sequences go up, each place is taken once. */
    private boolean takesPlace(Outbound outbound) {
        return guaranteed(outbound) && outbound.sequence() > seen;
    }

    private static boolean guaranteed(Outbound outbound) {
        return !(outbound instanceof Outbound.Deliver deliver) || deliver.guarantee() != Guarantee.AT_MOST_ONCE;
    }
}
