package io.parley.messaging.internal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What any thread hands to a shard, which is told once for all that comes until it looks. What one thread hands over keeps its order. Safe for
 * all threads.
 *
 * @param <L> each of which is handed over once
 */
final class Handover<L extends Handover.Link<L>> {

    /** What can be handed over, without anything around it. */
    abstract static class Link<L> {
        private L next;

        /** Of this one and those before it that are on their way. */
        private int cost;
    }

    /** What became of one. */
    enum Added {
        /** The shard has to be told. */
        FIRST,
        /** The shard has been told, or will be. */
        BEHIND,
        /** Too much is on its way. */
        REFUSED
    }

    private final AtomicReference<L> last = new AtomicReference<>();

    /**
     * Hands it over.
     *
     * @param cost of it, in units of the caller's choice
     * @param most that all on their way may cost
     */
    Added add(L link, int cost, int most) {
        Link<L> own = link;
        for (; ; ) {
            L before = last.get();
            own.cost = before == null ? cost : cost + ((Link<L>) before).cost;
            if (own.cost > most) {
                own.next = null;
                return Added.REFUSED;
            }
            own.next = before;
            if (last.compareAndSet(before, link)) {
                return before == null ? Added.FIRST : Added.BEHIND;
            }
        }
    }

    /** Takes all there are, in order. On the shard. */
    void take(Consumer<L> taker) {
        L first = inOrder(last.getAndSet(null));
        while (first != null) {
            L at = first;
            first = ((Link<L>) at).next;
            // Or whoever keeps one would keep all behind it.
            ((Link<L>) at).next = null;
            taker.accept(at);
        }
    }

    private static <L extends Link<L>> L inOrder(L newest) {
        L first = null;
        for (L at = newest; at != null; ) {
            L before = ((Link<L>) at).next;
            ((Link<L>) at).next = first;
            first = at;
            at = before;
        }
        return first;
    }
}
