package io.parley.engine;

import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A part of Parley's state: what one service makes of the committed ops. All state is owned by shards; every method but
 * {@link #load} and {@link #started} is called on the thread of the shard in question and must not block.
 */
public interface Participant {

    /** Unique: {@code session}, {@code messaging}, {@code routing} or {@code event}. */
    String name();

    /** What {@link #apply} is called for. */
    default Set<Op.Family> families() {
        return EnumSet.allOf(Op.Family.class);
    }

    /** Takes up what the view holds. Called once, before anything else, by one thread; shards are idle meanwhile. */
    void load(View view) throws JournalException;

    /**
     * Whether {@link #load} may go on, on a thread of its own, while others join: at a start, several that have much to take up do so at the same
     * time. What it fills is changed by nobody else before the first op.
     */
    default boolean loadsAside() {
        return false;
    }

    /**
     * Takes up one committed op of its {@link #families}, in the journal's order, live and when records are read again after a
     * start. Ops of no interest are passed over. Must not fail.
     *
     * @param message the op's message, null when it has none
     */
    void apply(Shard shard, Op op, MessageRef message);

    /** All records are taken up; work can begin. Called once, by one thread. */
    default void started() {}

    /**
     * Completes when what the view holds is taken up as far as it ever is by itself, which may be after work has begun; fails when it is not any more.
     * Until then names are {@linkplain Engine#name kept}. Asked once it has started.
     */
    default CompletionStage<Void> settled() {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Adds everything that has changed since the last collection and is worth keeping to the changes. They are written, in order,
     * sooner or later; until {@link #collected} the view may not show them yet.
     */
    void collect(Shard shard, ViewChanges changes);

    /** The view shows what was collected last. */
    default void collected(Shard shard) {}

    /**
     * Names what the state refers to on the journal below that position, to be copied forward. The view includes all of it. Called
     * on a thread that may block, never twice at once, while shards go on working; what was named earlier has been moved, or has
     * not and is named again. Must not wait for anything in a way that an interrupt does not end; see {@link Waits}.
     */
    default void relocate(long below, Stragglers found) throws JournalException {}
}
