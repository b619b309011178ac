package io.parley.bench.journal;

import io.parley.spi.journal.Append;

/** Something that makes records durable in order and calls back. */
public interface Log extends AutoCloseable {

    void append(Append append);

    /** Says that the records of the past are no longer needed, as retention would; called now and then. */
    default void forget(long committedPosition) throws Exception {
        // A log that overwrites itself has nothing to do.
    }

    @Override
    void close() throws Exception;
}
