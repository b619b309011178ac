package io.parley.engine;

import io.parley.engine.shard.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch's conditions. Those that keep nothing come first; then shards are visited one after another, in ascending order. The first refusal
 * ends the visit.
 */
final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    private static final int FIRST = -1;

    /** @param order when it is looked at: {@link #FIRST}, or the index of its shard */
    private record Entry(Shard shard, Condition condition, int order) {}

    private final List<Entry> entries = new ArrayList<>(1);
    private int reserved;

    void add(Shard shard, Condition condition) {
        entries.add(new Entry(shard, condition, shard.index()));
    }

    /** Adds one that keeps nothing. */
    void addFirst(Shard shard, Condition condition) {
        entries.add(new Entry(shard, condition, FIRST));
    }

    /** Calls one of the two, on a shard's thread. */
    void reserve(Runnable proceed, Consumer<Throwable> refused) {
        if (entries.size() > 1) {
            entries.sort(Comparator.comparingInt(Entry::order));
        }
        visit(proceed, refused);
    }

    private void visit(Runnable proceed, Consumer<Throwable> refused) {
        if (reserved == entries.size()) {
            proceed.run();
            return;
        }
        Shard shard = entries.get(reserved).shard;
        shard.execute(() -> {
            try {
                while (reserved < entries.size() && entries.get(reserved).shard == shard) {
                    entries.get(reserved).condition.reserve();
                    reserved++;
                }
            } catch (RuntimeException | Error e) {
                refused.accept(e);
                return;
            }
            visit(proceed, refused);
        });
    }

    /** Each condition that was reserved learns of the end on its own shard. */
    void end(boolean committed) {
        for (int i = 0; i < reserved; i++) {
            Entry entry = entries.get(i);
            if (entry.shard.onThread()) {
                end(entry.condition, committed);
            } else {
                entry.shard.execute(() -> end(entry.condition, committed));
            }
        }
        reserved = 0;
    }

    private static void end(Condition condition, boolean committed) {
        try {
            condition.end(committed);
        } catch (RuntimeException | Error e) {
            LOG.error("A condition failed at the end of its batch", e);
        }
    }
}
