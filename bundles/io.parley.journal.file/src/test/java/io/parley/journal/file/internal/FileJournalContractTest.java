package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Journal;
import io.parley.testkit.JournalContract;
import java.nio.file.Path;

class FileJournalContractTest extends JournalContract {

    /** Small segments, so that the contract crosses many. */
    private static final JournalOptions OPTIONS = new JournalOptions(256 << 10, 16 << 20, 256 << 20, 2);

    @Override
    protected Journal open(Path folder) throws Exception {
        return FileJournal.open(new DiskStore(folder.resolve("journal")), OPTIONS);
    }

    @Override
    protected void close(Journal journal) {
        ((FileJournal) journal).close();
    }
}
