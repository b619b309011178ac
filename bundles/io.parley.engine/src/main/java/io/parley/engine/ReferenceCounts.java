package io.parley.engine;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** How many references each stretch of the journal has, as of the last collection. Kept in the view. For one thread at a time. */
final class ReferenceCounts {

    private static final String TABLE = "references";

    /** References of one stretch, at most, for it to be thought sparse. */
    private static final long FEW = 1_000;

    private final TreeMap<Long, Long> counts = new TreeMap<>();

    /** Takes up what the view says. */
    void load(View view) throws JournalException {
        counts.clear();
        view.scan(TABLE, new byte[0], null, (key, value) -> {
            counts.put(ByteBuffer.wrap(key).getLong(), ByteBuffer.wrap(value).getLong());
            return true;
        });
    }

    /** Takes up what one shard has counted. */
    void add(Map<Long, Long> deltas, ViewChanges changes) {
        deltas.forEach((stretch, by) -> {
            long count = counts.merge(stretch, by, Long::sum);
            byte[] key = bytes(stretch);
            if (count == 0) {
                counts.remove(stretch);
                changes.delete(TABLE, key);
            } else {
                changes.put(TABLE, key, bytes(count));
            }
        });
    }

    /** The position below which nothing is referred to, at most that one. */
    long needed(long position) {
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            if (entry.getValue() > 0) {
                return Math.min(position, entry.getKey() << References.STRETCH_BITS);
            }
        }
        return position;
    }

    /** How many references there are; one that was given up in the wrong place is still one. */
    long total() {
        return counts.values().stream().mapToLong(count -> Math.max(0, count)).sum();
    }

    /**
     * The oldest part of the journal that is referred to, as far as it has few references for its size; with what lies behind it and is not
     * referred to, since that is given back with it.
     *
     * @param limit where the part ends at the latest
     * @return null when there is none
     */
    Compaction.Extent sparse(long limit) {
        long begin = -1;
        long end = -1;
        long references = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            long stretch = entry.getKey();
            begin = begin < 0 ? stretch : begin;
            references += entry.getValue();
            boolean old = stretch + 1 << References.STRETCH_BITS <= limit;
            if (!old || references > Compaction.MOST) {
                break;
            }
            if (references <= FEW * (stretch + 1 - begin)) {
                end = stretch + 1;
            }
        }
        if (end >= 0) {
            Long next = counts.ceilingKey(end);
            long free = limit >>> References.STRETCH_BITS;
            end = Math.max(end, next == null ? free : Math.min(next, free));
        }
        return end < 0 ? null : new Compaction.Extent(begin << References.STRETCH_BITS, end << References.STRETCH_BITS);
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
