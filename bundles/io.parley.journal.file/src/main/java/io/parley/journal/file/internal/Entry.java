package io.parley.journal.file.internal;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An append in the queue, with what was asked of it: on its own thread, or by the writer where it grows until then. */
final class Entry {

    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);

    /** What an entry counts towards the pending limit beside its data. */
    static final int OVERHEAD = 64;

    final Append append;

    /** The largest record taken. */
    private final long most;

    private final int counted;

    /** Null until it was asked for. */
    List<ByteBuffer> data;

    int length;
    boolean fsync;

    /** Set when it takes its place in the log. By the writer. */
    long position;
    /** Why it fails; null as long as it does not. */
    JournalException failure;

    private Entry(Append append, long most) {
        this.append = append;
        this.most = most;
        if (!append.grows()) {
            ask();
        }
        this.counted = OVERHEAD + length;
    }

    /** Asks the append for its data unless it grows. What is wrong with it becomes its failure. */
    static Entry of(Append append, long maxRecordBytes) {
        return new Entry(append, maxRecordBytes);
    }

    static Entry failed(Append append, String why) {
        return new Entry(append, new JournalException(why));
    }

    private Entry(Append append, JournalException failure) {
        this.append = append;
        this.most = 0;
        this.counted = OVERHEAD;
        this.failure = failure;
    }

    /** It grows no longer. By the writer. */
    void complete() {
        if (data == null && failure == null) {
            ask();
        }
    }

    private void ask() {
        try {
            List<ByteBuffer> given = append.data();
            long bytes = 0;
            for (int i = 0; i < given.size(); i++) {
                bytes += given.get(i).remaining();
            }
            if (bytes == 0) {
                failure = new JournalException("a record has at least one byte");
            } else if (bytes > most) {
                failure = new JournalException("a record of " + bytes + " bytes is too large, allowed are " + most);
            } else {
                data = given;
                length = (int) bytes;
                fsync = append.durability() == Durability.FSYNC;
            }
        } catch (RuntimeException e) {
            failure = new JournalException("the record's data could not be had: " + e);
        }
    }

    /** Whether the data is still what was measured; somebody may use a buffer twice. */
    boolean isIntact() {
        long left = length;
        for (int i = 0; i < data.size(); i++) {
            left -= data.get(i).remaining();
        }
        return left == 0;
    }

    /** Tells the outcome, once. Whatever the callback throws ends here: others wait behind it. */
    void tell() {
        try {
            if (failure == null) {
                append.committed(position);
            } else {
                append.failed(failure);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a journal append's callback threw, which it must not", e);
        }
    }

    /** What it counts towards the pending limit. */
    int cost() {
        return counted;
    }
}
