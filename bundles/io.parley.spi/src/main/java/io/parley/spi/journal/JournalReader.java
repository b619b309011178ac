package io.parley.spi.journal;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads a journal's records in order. For one thread at a time; may block on the disk. Close it. */
@ConsumerType
public interface JournalReader extends AutoCloseable {

    /**
     * Goes to the next record.
     *
     * @return false at the end of what is committed; a later call may find more
     * @throws JournalException naming file and offset where a record is damaged, or was trimmed meanwhile
     */
    boolean next() throws JournalException;

    /** The current record's position. */
    long position();

    /** The current record's bytes, read-only, valid until the next call of {@link #next} or {@link #close}. */
    ByteBuffer data();

    @Override
    void close();
}
