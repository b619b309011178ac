package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Makes a folder that was found sound ready for appends. Every step may be cut short and is taken again then. */
final class Repair {

    /** The first segment of a new journal is made while somebody waits, so it is small. */
    private static final long FIRST_SEGMENT = 4L << 20;

    private static final SecureRandom SALTS = new SecureRandom();

    private final Store store;
    private final Inspection found;

    Repair(Store store, Inspection found) {
        this.store = store;
        this.found = found;
    }

    /** Begins the new epoch. The torn tail is gone for good, and all that stays is durable. */
    Control run() throws IOException {
        Control control = found.control() == null ? Control.create(store) : found.control();
        for (String name : found.leftovers()) {
            store.delete(name);
        }
        control = control.opened(found.nextEpoch());
        try (StoreFile file = store.open(Control.NAME)) {
            control.write(file);
        }
        if (found.tail() != null) {
            Segment last = found.segments().get(found.segments().size() - 1);
            try (StoreFile file = store.open(last.name())) {
                rewrite(last, file);
                zero(
                        file,
                        last.offset(found.tail().end()),
                        last.offset(found.tail().dirtyTo()));
                file.force();
            }
        }
        return control;
    }

    static Segment firstSegment(Control control, long segmentBytes) {
        return new Segment(0, Math.min(segmentBytes, FIRST_SEGMENT), control.epoch(), newSalt());
    }

    /** Makes the very first segment; only with it is the journal born. */
    static Control bear(Store store, Control control, Segment first) throws IOException {
        String draft = "first.tmp";
        try (StoreFile file = store.open(draft)) {
            zero(file, 0, first.size());
        }
        activate(store, draft, first);
        Control born = control.begun(first.base());
        try (StoreFile file = store.open(Control.NAME)) {
            born.write(file);
        }
        return born;
    }

    static long newSalt() {
        return SALTS.nextLong();
    }

    /** Turns a prepared file into a segment of the log. Nothing may be written to it before this is durable. */
    static void activate(Store store, String prepared, Segment segment) throws IOException {
        try (StoreFile file = store.open(prepared)) {
            segment.writeHeader(file);
            file.force();
        }
        store.rename(prepared, segment.name());
        store.force();
    }

    static void zero(StoreFile file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(FrameReader.CHUNK, Math.max(0, to - from)));
        for (long at = from; at < to; at += zeros.capacity()) {
            file.write(at, zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)));
        }
    }

    /**
     * Writes once more what no force is known to have covered. A system whose last force failed may hold it as clean in
     * memory, without having it on the disk.
     */
    private void rewrite(Segment last, StoreFile file) throws IOException {
        byte[] bytes = new byte[FrameReader.CHUNK];
        long to = found.tail().end();
        for (long at = found.tail().forced(); at < to; at += bytes.length) {
            int length = (int) Math.min(bytes.length, to - at);
            int loaded = file.read(last.offset(at), bytes, 0, length);
            file.write(last.offset(at), ByteBuffer.wrap(bytes, 0, loaded));
        }
    }
}
