package io.parley.engine;

import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all participants have to tell the view, collected on each shard at one place in the order of the ops. */
final class Cut {

    private static final Logger LOG = LoggerFactory.getLogger(Cut.class);

    final long position;
    private final List<ViewChanges> parts = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<Long, Long>> deltas = Collections.synchronizedList(new ArrayList<>());
    private volatile String failure = "";

    private Cut(long position) {
        this.position = position;
    }

    /**
     * Collects behind everything that was handed to the shards before.
     *
     * @param last run on each shard after it was collected
     */
    static CompletableFuture<Cut> at(
            long position, Shards shards, List<Participant> all, References[] references, Consumer<Shard> last) {
        Cut cut = new Cut(position);
        return shards.each(shard -> {
                    cut.collect(shard, all);
                    cut.deltas.add(references[shard.index()].take());
                    last.accept(shard);
                })
                .thenApply(done -> cut);
    }

    /** What a failing participant handed over before it failed counts, since it will not hand it over again. */
    private void collect(Shard shard, List<Participant> all) {
        ViewChanges changes = new ViewChanges();
        for (Participant participant : all) {
            try {
                participant.collect(shard, changes);
            } catch (RuntimeException | Error e) {
                if (failure.isEmpty()) {
                    LOG.error("'{}' failed to tell its changes on {}", participant.name(), shard, e);
                }
                failure = "'" + participant.name() + "' failed on " + shard + ": " + e;
            }
        }
        parts.add(changes);
    }

    /** Why it must not be written as it is; empty when it may. */
    String failure() {
        return failure;
    }

    /** Adds everything to the changes. */
    void addTo(ViewChanges changes, ReferenceCounts counts) {
        parts.forEach(changes::addAll);
        deltas.forEach(part -> counts.add(part, changes));
    }
}
