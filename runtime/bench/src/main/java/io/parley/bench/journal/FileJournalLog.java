package io.parley.bench.journal;

import io.parley.journal.file.internal.FileJournal;
import io.parley.journal.file.internal.JournalOptions;
import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.nio.file.Path;

/** Parley's journal as its bundle has it by default. */
public final class FileJournalLog implements Log {

    /** What is kept: enough for the journal to reuse its segments as it does in service. */
    private static final long KEPT_BYTES = 128 << 20;

    private final FileJournal journal;

    public FileJournalLog(Path folder) throws JournalException {
        journal = FileJournal.open(new DiskStore(folder), JournalOptions.DEFAULTS);
    }

    @Override
    public void append(Append append) {
        journal.append(append);
    }

    @Override
    public void forget(long committedPosition) throws JournalException {
        if (committedPosition - KEPT_BYTES > journal.begin()) {
            journal.trim(committedPosition - KEPT_BYTES);
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
