package io.parley.spi.journal;

import java.nio.file.Path;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ordered tables that show what the journal's records up to one position amount to. What the view does not include is
 * found again from the journal; so it needs no log of its own.
 *
 * <p>Keys and values are byte strings, keys ordered as unsigned bytes. All methods may be called from any thread and may
 * block on the disk. Errors of the store beneath, a checksum mismatch among them, are {@link JournalException}s that
 * name the file where it is known.
 */
@ConsumerType
public interface View {

    /** All that the view includes lies before this journal position; 0 for an empty view. Durable. */
    long position();

    /** The value, the caller's own; null when there is none. Tables that were never written to are empty. */
    byte[] get(String table, byte[] key) throws JournalException;

    /**
     * Visits entries in ascending order of keys, as they were at the beginning of the call.
     *
     * @param from the first key, inclusive
     * @param to the end, exclusive; null for the end of the table
     * @param visitor returns false to stop
     */
    void scan(String table, byte[] from, byte[] to, Visitor visitor) throws JournalException;

    /**
     * Applies the changes together with the position, all or nothing, and returns when they are durable.
     *
     * @param position not below {@link #position}
     */
    void write(ViewChanges changes, long position) throws JournalException;

    /** Names of the tables that were ever written to. */
    Set<String> tables();

    /**
     * Writes a copy of itself as it is, from which a view of its kind opens elsewhere. Durable on return. Nothing is written to it
     * meanwhile.
     *
     * @param folder that does not exist yet
     * @throws JournalException when it cannot be read or written; also where this kind cannot copy itself
     */
    default void copyTo(Path folder) throws JournalException {
        throw new JournalException("A view of this kind cannot be copied while it is in use");
    }

    /** Sees one entry. The arrays are the visitor's own. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }
}
