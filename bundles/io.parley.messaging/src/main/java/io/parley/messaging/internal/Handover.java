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

        /** Handed over just before this one, and on its way with it; and the first of all these, which may be this one. */
        private L before;

        private L first;

        /** Handed over just after this one. Null until whoever did that has said so, which may be late: {@link #before} is certain. */
        L next;

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
        private final L newest;
        private L next;

        private Pile(L newest) {
            Link<L> all = newest;
            this.newest = newest;
            this.next = all.first;
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
            return this;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public L next() {
            L at = next;
            if (at == null) {
                throw new NoSuchElementException();
            }
            Link<L> link = at;
            next = at == newest ? null : behind(link);
            // Or whoever keeps one would keep others.
            link.before = null;
            link.first = null;
            link.next = null;
            return at;
        }

        private L behind(Link<L> link) {
            L behind = link.next;
            return behind == null ? behindInSpite(link) : behind;
        }

        /** As nobody has said so yet, it is found from the other end, and so is what is behind it. */
        private L behindInSpite(Link<L> link) {
            L at = newest;
            while (true) {
                Link<L> behind = at;
                L before = behind.before;
                if (before == link) {
                    return at;
                }
                Link<L> ahead = before;
                ahead.next = at;
                at = before;
            }
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
            Link<L> ahead = newest;
            own.cost = ahead == null ? cost : cost + ahead.cost;
            if (own.cost > most) {
                own.before = null;
                own.first = null;
                return Added.REFUSED;
            }
            own.count = ahead == null ? 1 : ahead.count + 1;
            own.someApart = apart || ahead != null && ahead.someApart;
            own.before = newest;
            own.first = ahead == null ? link : ahead.first;
            if (last.compareAndSet(newest, link)) {
                if (ahead == null) {
                    return Added.FIRST;
                }
                ahead.next = link;
                return Added.BEHIND;
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
}
