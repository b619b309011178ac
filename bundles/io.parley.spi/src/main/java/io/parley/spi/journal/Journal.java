package io.parley.spi.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A durable, append-only, totally ordered log of records: the only commit point.
 *
 * <p>A record's position is a number above that of every record before it; positions need not be contiguous. All methods
 * may be called from any thread. Only {@link #append} never blocks; the others may read from disk.
 */
@ConsumerType
public interface Journal {

    /**
     * Hands over one record, to be written whole or not at all. Returns at once, or throws nothing: every outcome goes
     * to the append itself. Records handed over by one thread are written in that thread's order.
     */
    void append(Append append);

    /** Position of the oldest record kept; equal to {@link #end} when there is none. */
    long begin();

    /** The position behind the newest committed record. */
    long end();

    /** What {@link #begin} was when the journal was new. A greater {@link #begin} tells that records were given up. */
    default long origin() {
        return 0;
    }

    /**
     * Reads records in order, beginning with the first one at or behind the position, up to those committed when the
     * reader comes to them. It sees records as soon as they are committed.
     *
     * @throws JournalException when the position lies before {@link #begin}, or cannot be read
     */
    JournalReader reader(long position) throws JournalException;

    /**
     * The one record at exactly that position.
     *
     * @return a read-only buffer, the caller's own
     * @throws JournalException when no record begins there, it was trimmed, or its checksum does not match
     */
    ByteBuffer read(long position) throws JournalException;

    /**
     * Reads the records at exactly those positions, one after the other, in fewer steps where they ascend and lie close together.
     *
     * @param into told of each, in the order of the positions, on the calling thread
     */
    default void read(long[] positions, RecordSink into) {
        for (int i = 0; i < positions.length; i++) {
            ByteBuffer data;
            try {
                data = read(positions[i]);
            } catch (JournalException e) {
                into.unreadable(i, e);
                continue;
            }
            into.record(i, data);
        }
    }

    /**
     * Says that records before the position are no longer needed. Their space is given back as far as whole segments
     * lie before it; they may stay readable for a while.
     */
    void trim(long position) throws JournalException;

    /** The number of the owner's term. Every opening of the journal has a greater one; an older owner cannot append. */
    long epoch();

    /** Whether it takes appends now, and if not, why. */
    JournalState state();

    /** Bytes that the journal takes up on disk, preallocated space included; 0 where it has none. */
    long bytes();

    /**
     * Writes a copy of itself, from which a journal of its kind opens elsewhere: every record that was committed before the call, at
     * its position. Appends go on meanwhile; the caller sees to it that nothing is trimmed. Durable on return. May take long.
     *
     * @param folder that does not exist yet
     * @return the position behind the newest record of the copy
     * @throws JournalException when it cannot be read or written; also where this kind cannot copy itself
     */
    default long copyTo(Path folder) throws JournalException {
        throw new JournalException("A journal of this kind cannot be copied while it is in use");
    }
}
