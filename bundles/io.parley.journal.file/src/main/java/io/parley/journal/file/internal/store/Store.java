package io.parley.journal.file.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A flat folder of files, with the durability of a file system: what is written to a file lasts after
 * {@link StoreFile#force}, what is created, renamed or deleted after {@link #force}. Any thread.
 */
public interface Store {

    /** Makes the folder when it is missing. */
    void create() throws IOException;

    /** Takes the folder for this owner alone; closing the result gives it back. */
    Closeable lock() throws IOException;

    /** Names of all files, in no order. */
    List<String> list() throws IOException;

    /** Opens a file to read and write; a missing one is created, empty. */
    StoreFile open(String name) throws IOException;

    /** Opens a file that exists, to read only. */
    StoreFile openToRead(String name) throws IOException;

    /** Gives a file another name, in place of one that has it. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; a missing one is no error. */
    void delete(String name) throws IOException;

    /** Makes creations, renamings and deletions last. */
    void force() throws IOException;

    /** Bytes that can still be written, as far as the file system knows. */
    long usableBytes() throws IOException;

    /** Where that file is, for messages; the folder for an empty name. */
    String where(String name);
}
