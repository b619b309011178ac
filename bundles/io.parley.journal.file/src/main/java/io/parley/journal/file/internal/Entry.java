package io.parley.journal.file.internal;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.List;

/** An append in the queue, with what was asked of it on its own thread. */
final class Entry {

    /** What an entry counts towards the pending limit beside its data. */
    static final int OVERHEAD = 64;

    final Append append;
    final List<ByteBuffer> data;
    final int length;
    final boolean fsync;
    /** Set when it takes its place in the log. By the writer. */
    long position;
    /** Why it fails; null as long as it does not. */
    JournalException failure;

    private Entry(Append append, List<ByteBuffer> data, int length, boolean fsync, JournalException failure) {
        this.append = append;
        this.data = data;
        this.length = length;
        this.fsync = fsync;
        this.failure = failure;
    }

    /** Asks the append for its data. What is wrong with it becomes its failure. */
    static Entry of(Append append, long maxRecordBytes) {
        try {
            List<ByteBuffer> data = append.data();
            long length = 0;
            for (int i = 0; i < data.size(); i++) {
                length += data.get(i).remaining();
            }
            if (length == 0) {
                return failed(append, "a record has at least one byte");
            }
            if (length > maxRecordBytes) {
                return failed(append, "a record of " + length + " bytes is too large, allowed are " + maxRecordBytes);
            }
            return new Entry(append, data, (int) length, append.durability() == Durability.FSYNC, null);
        } catch (RuntimeException e) {
            return failed(append, "the record's data could not be had: " + e);
        }
    }

    static Entry failed(Append append, String why) {
        return new Entry(append, List.of(), 0, false, new JournalException(why));
    }

    /** Whether the data is still what was measured; somebody may use a buffer twice. */
    boolean isIntact() {
        long left = length;
        for (int i = 0; i < data.size(); i++) {
            left -= data.get(i).remaining();
        }
        return left == 0;
    }

    int cost() {
        return length + OVERHEAD;
    }
}
