package io.parley.engine;

import io.parley.engine.shard.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** A batch's conditions. Shards are visited one after another, in ascending order; the first refusal ends the visit. */
final class Reservations {

    private record Entry(Shard shard, Condition condition) {}

    private final List<Entry> entries = new ArrayList<>(1);
    private int reserved;

    void add(Shard shard, Condition condition) {
        entries.add(new Entry(shard, condition));
    }

    void reserve(Runnable proceed, Consumer<RuntimeException> refused) {
        entries.sort(Comparator.comparingInt(entry -> entry.shard.index()));
        visit(proceed, refused);
    }

    private void visit(Runnable proceed, Consumer<RuntimeException> refused) {
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
            } catch (RuntimeException e) {
                refused.accept(e);
                return;
            }
            visit(proceed, refused);
        });
    }

    /** Each condition learns of the end on its own shard. */
    void end(boolean committed) {
        for (int i = 0; i < reserved; i++) {
            Entry entry = entries.get(i);
            if (entry.shard.onThread()) {
                entry.condition.end(committed);
            } else {
                entry.shard.execute(() -> entry.condition.end(committed));
            }
        }
        reserved = 0;
    }
}
