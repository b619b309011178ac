package io.parley.journal.file.internal;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segments of the log in order. The writer adds at the end, housekeeping removes at the beginning. Any thread. */
final class Segments {

    private final NavigableMap<Long, Segment> byBase = new ConcurrentSkipListMap<>();

    void add(Segment segment) {
        byBase.put(segment.base(), segment);
    }

    void remove(Segment segment) {
        byBase.remove(segment.base());
    }

    Segment last() {
        return byBase.lastEntry().getValue();
    }

    /** The segment that has the position, as far as its base says; null when all begin behind it. */
    Segment at(long position) {
        Map.Entry<Long, Segment> entry = byBase.floorEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** The end of the segment's records, which is where the next one begins; the greatest number for the last one. */
    long end(Segment segment) {
        Long next = byBase.higherKey(segment.base());
        return next == null ? Long.MAX_VALUE : next;
    }

    /** Those whose records all lie before the position, without the last segment, oldest first. */
    List<Segment> before(long position) {
        Long keep = byBase.floorKey(position);
        return keep == null ? List.of() : List.copyOf(byBase.headMap(keep).values());
    }

    /** Those that have records from the first position on and before the second, oldest first; the first of all where there are none. */
    List<Segment> between(long begin, long end) {
        Long first = byBase.floorKey(begin);
        return List.copyOf(byBase.subMap(first == null ? begin : first, true, Math.max(begin, end), true)
                .values());
    }

    long bytes() {
        return byBase.values().stream().mapToLong(Segment::size).sum();
    }
}
