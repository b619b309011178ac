package io.parley.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts, for one shard, how many references each stretch of the journal gained and lost since the last collection: what
 * nobody refers to can be trimmed. For the shard's own thread.
 */
public final class References {

    /** Stretches of 16 MiB of positions. */
    static final int STRETCH_BITS = 24;

    private Map<Long, Long> deltas = new HashMap<>();
    private long current = -1;
    private long count;

    /** The state now refers to the record at that position. Positions below 0 do not count. */
    public void added(long position) {
        change(position, 1);
    }

    /** The state no longer refers to it. */
    public void removed(long position) {
        change(position, -1);
    }

    /** As {@link #added(long)}, where the state refers to that message. */
    public void added(MessageRef message) {
        added(message.oldest());
    }

    /** The reverse of {@link #added(MessageRef)}. */
    public void removed(MessageRef message) {
        removed(message.oldest());
    }

    private void change(long position, int by) {
        if (position < 0) {
            return;
        }
        long stretch = position >>> STRETCH_BITS;
        if (stretch != current) {
            settle();
            current = stretch;
        }
        count += by;
    }

    private void settle() {
        if (count != 0) {
            deltas.merge(current, count, Long::sum);
            count = 0;
        }
    }

    /** What has changed since the last call. */
    Map<Long, Long> take() {
        settle();
        Map<Long, Long> taken = deltas;
        deltas = new HashMap<>();
        return taken;
    }
}
