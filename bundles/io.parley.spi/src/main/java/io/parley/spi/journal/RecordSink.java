package io.parley.spi.journal;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the records that a {@link Journal} reads for somebody. Called by the thread that asked; must not throw. */
@ProviderType
public interface RecordSink {

    /**
     * A record.
     *
     * @param index of its position among those asked for
     * @param data read-only, and valid until this returns
     */
    void record(int index, ByteBuffer data);

    /** There is no record of that position, for that reason; the others are not concerned. */
    void unreadable(int index, JournalException why);
}
