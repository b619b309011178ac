package io.parley.spi.journal;

import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One record on its way into the journal. The journal calls exactly one of {@link #committed} and {@link #failed}, once,
 * on a thread of its own, for all appends in the order of their positions. Neither may block or throw.
 */
@ConsumerType
public interface Append {

    /**
     * Whether the record still grows: then the journal asks for its data on a thread of its own, when it writes the record, and not at once as for all
     * others. What such records have does not count as waiting; whoever lets them grow sees to it that it has an end.
     */
    default boolean grows() {
        return false;
    }

    /**
     * The record's bytes. Asked for once; buffers and content belong to the journal until the append has ended, and
     * their positions may move. At least one byte in all.
     */
    List<ByteBuffer> data();

    /** How far the record must be before {@link #committed} is called. */
    default Durability durability() {
        return Durability.FSYNC;
    }

    /** The record is as durable as asked for, at that position, and every record before it is written. */
    void committed(long position);

    /**
     * Whether those who wait for the outcome have heard of it, and done what they do at once. Asked for after {@link #committed}, on any thread: a journal
     * may let them do so before it commits more, though not for longer than a commit takes, since what they append comes along then.
     */
    default boolean heard() {
        return true;
    }

    /** The record is not in the journal and never will be. */
    void failed(JournalException cause);
}
