package io.parley.messaging.internal;

import java.util.Iterator;
import java.util.NoSuchElementException;
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

        /** Of this one and those before it that are on their way; likewise the other two. */
        private int cost;

        private int count;
        private boolean someApart;

        /** Whether it is to be looked at by itself, whatever comes with it. */
        boolean apart() {
            return false;
        }
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

    /** What came together. Whoever goes through it does so once, on a thread of its choice, and has what it got for itself. */
    static final class Pile<L extends Link<L>> implements Iterable<L>, Iterator<L> {

        private final int count;
        private final boolean someApart;
        private L newest;
        private L first;

        private Pile(L newest) {
            Link<L> all = newest;
            this.newest = newest;
            this.count = all.count;
            this.someApart = all.someApart;
        }

        /** How many there were in the beginning. */
        int count() {
            return count;
        }

        /** Whether there is one that is to be looked at by itself. */
        boolean someApart() {
            return someApart;
        }

        /** In order. */
        @Override
        public Iterator<L> iterator() {
            if (newest != null) {
                first = inOrder(newest);
                newest = null;
            }
            return this;
        }

        @Override
        public boolean hasNext() {
            return first != null;
        }

        @Override
        public L next() {
            L at = first;
            if (at == null) {
                throw new NoSuchElementException();
            }
            Link<L> link = at;
            first = link.next;
            // Or whoever keeps one would keep all behind it.
            link.next = null;
            return at;
        }
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
        boolean apart = own.apart();
        for (; ; ) {
            L newest = last.get();
            Link<L> before = newest;
            own.cost = before == null ? cost : cost + before.cost;
            if (own.cost > most) {
                own.next = null;
                return Added.REFUSED;
            }
            own.count = before == null ? 1 : before.count + 1;
            own.someApart = apart || before != null && before.someApart;
            own.next = newest;
            if (last.compareAndSet(newest, link)) {
                return before == null ? Added.FIRST : Added.BEHIND;
            }
        }
    }

    /** Takes all there are; null when there are none. On the shard. */
    Pile<L> take() {
        L newest = last.getAndSet(null);
        return newest == null ? null : new Pile<>(newest);
    }

    /** As {@link #take()}, in order. */
    void take(Consumer<L> taker) {
        Pile<L> pile = take();
        if (pile != null) {
            pile.forEach(taker);
        }
    }

    private static <L extends Link<L>> L inOrder(L newest) {
        L first = null;
        for (L at = newest; at != null; ) {
            Link<L> link = at;
            L before = link.next;
            link.next = first;
            first = at;
            at = before;
        }
        return first;
    }
}
