package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Messages that came long before their time, and that the view does not show yet: packed, as nothing will be wanted of them before it does. What
 * is wanted of one nevertheless is taken out first. Owned by the shard.
 */
final class DelayPack {

    private final DelayRows rows;
    private final BitSet out = new BitSet();
    private int outs;

    /** None that is in is due before. */
    private long earliest = Long.MAX_VALUE;

    /** Up to that row was looked for those that are due soon. */
    private int lookedTo;

    /** None up to there that was not taken out is due before. */
    private long earliestLookedAt = Long.MAX_VALUE;

    DelayPack(DelayPages from) {
        rows = new DelayRows(from);
    }

    int size() {
        return rows.size() - outs;
    }

    long earliest() {
        return earliest;
    }

    void add(SendingOp.Delayed op, MessageRef ref) {
        rows.add(op, ref);
        earliest = Math.min(earliest, op.at());
    }

    /** Whether there was one of that name, even if it was taken out. */
    boolean had(String name) {
        return rows.has(name);
    }

    /** Takes the one of that name out, if it is in. */
    List<DelayedEntry> take(String name) {
        int row = rows.find(name);
        return row < 0 || out.get(row) ? List.of() : List.of(take(row));
    }

    private DelayedEntry take(int row) {
        out.set(row);
        outs++;
        return new DelayedEntry(rows.op(row), rows.ref(row));
    }

    /** Takes all out whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<DelayedEntry> takeAll(String prefix) {
        List<DelayedEntry> taken = new ArrayList<>();
        for (int row : rows.findAll(prefix)) {
            if (!out.get(row)) {
                taken.add(take(row));
            }
        }
        return taken;
    }

    /** Takes so many out, at the most, that are due before then. When there are fewer, there are no more. */
    List<DelayedEntry> takeSoon(long before, int most) {
        List<DelayedEntry> soon = new ArrayList<>();
        for (; lookedTo < rows.size(); lookedTo++) {
            if (out.get(lookedTo)) {
                continue;
            }
            if (rows.at(lookedTo) >= before) {
                earliestLookedAt = Math.min(earliestLookedAt, rows.at(lookedTo));
            } else if (soon.size() < most) {
                soon.add(take(lookedTo));
            } else {
                return soon;
            }
        }
        earliest = earliestLookedAt;
        earliestLookedAt = Long.MAX_VALUE;
        lookedTo = 0;
        return soon;
    }

    /** Visits those that are in now, at any time and on any thread. None may be added from now on; what is taken out later is visited, too. */
    Visit visit() {
        BitSet without = (BitSet) out.clone();
        return (order, visitor) -> rows.each(order, row -> {
            if (!without.get(row)) {
                visitor.accept(rows.op(row), rows.ref(row));
            }
        });
    }

    /** Nobody looks at it any more. */
    void end() {
        rows.end();
    }

    /** Shows each to whom it is given. */
    @FunctionalInterface
    interface Visit {
        void each(DelayRows.Order order, BiConsumer<SendingOp.Delayed, MessageRef> visitor);
    }
}
