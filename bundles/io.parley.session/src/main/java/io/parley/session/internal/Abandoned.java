package io.parley.session.internal;

import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.session.SessionChange.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Sessions that somebody held when the process died. That nobody does any more is committed, and told to those who listen, a moment after the start, when
 * they are there; before that only where something else happens to the session, of which it comes first. Once it is committed no later start tells it
 * again. Owned by shards.
 */
final class Abandoned {

    /** When those who listen to sessions have come. */
    static final Duration AFTER_START = Duration.ofSeconds(2);

    /** When one could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** So many of a shard are on their way at one time. */
    private static final int PORTION = 500;

    private static final Runnable NOTHING = () -> {};

    private final Engine engine;
    private final Listeners listeners;
    private final Function<Entry, CompletionStage<Void>> leave;

    /** Of each shard, and its own. */
    private final List<ArrayDeque<Entry>> waiting = new ArrayList<>();

    /** @param leave commits it in the session's turn, and has it told */
    Abandoned(Engine engine, Listeners listeners, Function<Entry, CompletionStage<Void>> leave) {
        this.engine = engine;
        this.listeners = listeners;
        this.leave = leave;
        engine.shards().all().forEach(shard -> waiting.add(new ArrayDeque<>(0)));
    }

    /** Its holder is gone. On its shard, at the start. */
    void add(Entry entry) {
        entry.mark(Entry.ABANDONED, true);
        Shard shard = engine.shards().of(entry.id);
        ArrayDeque<Entry> all = waiting.get(shard.index());
        if (all.isEmpty()) {
            engine.timers().after(AFTER_START, shard, () -> next(shard));
        }
        all.add(entry);
    }

    private void next(Shard shard) {
        ArrayDeque<Entry> rest = waiting.get(shard.index());
        List<CompletableFuture<Boolean>> portion = new ArrayList<>();
        List<Entry> taken = new ArrayList<>();
        for (int i = 0; i < PORTION && !rest.isEmpty(); i++) {
            Entry entry = rest.poll();
            taken.add(entry);
            portion.add(leave.apply(entry)
                    .handle((done, failure) -> failure == null)
                    .toCompletableFuture());
        }
        if (!taken.isEmpty()) {
            CompletableFuture.allOf(portion.toArray(CompletableFuture[]::new))
                    .thenRun(() -> shard.execute(() -> told(shard, taken, portion)));
        }
    }

    private void told(Shard shard, List<Entry> taken, List<CompletableFuture<Boolean>> portion) {
        boolean all = true;
        for (int i = 0; i < taken.size(); i++) {
            if (!portion.get(i).join()) {
                all = false;
                waiting.get(shard.index()).add(taken.get(i));
            }
        }
        if (all) {
            next(shard);
        } else {
            engine.timers().after(AGAIN, shard, () -> next(shard));
        }
    }

    /** What commits it, if that is still to be done, together with what happens next to the session. On its shard. */
    static void left(Batch batch, Entry entry) {
        if (entry.marked(Entry.ABANDONED)) {
            batch.add(new SessionOp.Detached(entry.id, entry.detachedAt(), entry.expirySeconds(), true));
        }
    }

    /**
     * What tells it, before what happens next to the session is told; nothing where it was told already. On its shard, while nothing has happened yet.
     */
    Runnable telling(Entry entry) {
        if (entry == null || !entry.marked(Entry.ABANDONED)) {
            return NOTHING;
        }
        Session left = entry.snapshot();
        return () -> {
            entry.mark(Entry.ABANDONED, false);
            listeners.changed(Kind.DETACHED, left);
        };
    }
}
