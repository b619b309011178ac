package io.parley.engine;

import io.parley.engine.op.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** What is still referred to on an old part of the journal, named by the participants. Safe for all threads. */
public final class Stragglers {

    /**
     * One reference.
     *
     * @param position of the message's record
     * @param index in the record
     * @param move makes the op that puts the reference to a copy, given the copy's place in its batch
     */
    record Straggler(long position, int index, IntFunction<Op> move) {

        boolean sameMessage(Straggler other) {
            return position == other.position && index == other.index;
        }
    }

    private static final Comparator<Straggler> IN_ORDER =
            Comparator.comparingLong(Straggler::position).thenComparingInt(Straggler::index);

    private final int limit;
    private final List<Straggler> all = new ArrayList<>();

    Stragglers(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a reference.
     *
     * @param move makes the op that puts the reference to a copy, given the copy's place in its batch; applied, it must be harmless
     *     when the reference has gone meanwhile
     * @return false when there is room for no more: then the rest waits for another time
     */
    public synchronized boolean add(MessageRef ref, IntFunction<Op> move) {
        if (all.size() >= limit) {
            return false;
        }
        all.add(new Straggler(ref.position(), ref.index(), move));
        return true;
    }

    /** In the order of the journal, so that the references to one message come together. */
    synchronized List<Straggler> inOrder() {
        List<Straggler> sorted = new ArrayList<>(all);
        sorted.sort(IN_ORDER);
        return sorted;
    }
}
