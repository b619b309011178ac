package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in a journal's folder, found without changing anything. Only the last segment's records are read: all earlier
 * ones were forced before it began, so whatever is wrong with them is damage, and told when it is read.
 *
 * @param control null in a folder without a journal
 * @param segments those that count, in order; empty while the journal is not born
 * @param leftovers files that a trim, a creation or a preparation left when it was cut short
 * @param spares prepared segments
 * @param tail of the last segment; null without one
 */
record Inspection(
        Control control, List<Segment> segments, List<String> leftovers, List<String> spares, TailScan.Tail tail) {

    static Inspection of(Store store) throws IOException, JournalException {
        List<String> files = store.list();
        List<String> names = files.stream().filter(Segment::isName).sorted().toList();
        List<String> spares = files.stream().filter(SparePool::isReady).sorted().toList();
        if (!files.contains(Control.NAME)) {
            if (!names.isEmpty()) {
                throw new JournalException("journal folder " + store.where("") + " has segments but no file "
                        + Control.NAME + ": it is incomplete");
            }
            return new Inspection(null, List.of(), drafts(files), spares, null);
        }
        Control control = Control.read(store);
        List<String> leftovers = new ArrayList<>(drafts(files));
        List<Segment> segments = new ArrayList<>();
        for (String name : names) {
            if (control.begin() == Control.UNBORN || Segment.baseOf(name) < control.begin()) {
                leftovers.add(name);
            } else {
                segments.add(header(store, name));
            }
        }
        requireComplete(store, control, segments);
        TailScan.Tail tail = segments.isEmpty() ? null : scan(store, segments.get(segments.size() - 1));
        return new Inspection(control, List.copyOf(segments), List.copyOf(leftovers), spares, tail);
    }

    /** The epoch for the next opening. A control block may be the older one of two, so the segments are asked too. */
    long nextEpoch() {
        long latest = control == null ? 0 : control.epoch();
        for (Segment segment : segments) {
            latest = Math.max(latest, segment.epoch());
        }
        return latest + 1;
    }

    private static List<String> drafts(List<String> files) {
        return files.stream().filter(name -> name.endsWith(".tmp")).toList();
    }

    private static Segment header(Store store, String name) throws IOException, JournalException {
        try (StoreFile file = store.openToRead(name)) {
            return Segment.read(file, name, store.where(name));
        }
    }

    private static TailScan.Tail scan(Store store, Segment last) throws IOException, JournalException {
        try (StoreFile file = store.openToRead(last.name())) {
            return new TailScan(store, last, file).run();
        }
    }

    private static void requireComplete(Store store, Control control, List<Segment> segments) throws JournalException {
        if (control.begin() == Control.UNBORN) {
            return;
        }
        long end = control.begin();
        String before = "the journal's beginning";
        boolean first = true;
        for (Segment segment : segments) {
            if (first ? segment.base() != end : segment.base() > end) {
                throw missing(store, end, segment.base(), before);
            }
            first = false;
            end = segment.limit();
            before = segment.name();
        }
        if (first) {
            throw missing(store, end, Long.MAX_VALUE, before);
        }
    }

    private static JournalException missing(Store store, long from, long to, String before) {
        return new JournalException("journal folder " + store.where("") + " lacks the segment file behind " + before
                + ": no records from position " + from + (to == Long.MAX_VALUE ? " on" : " to " + to));
    }
}
