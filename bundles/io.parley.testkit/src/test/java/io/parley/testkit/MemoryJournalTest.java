package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {

    private final Map<Path, MemoryJournal> journals = new HashMap<>();

    @Override
    protected Journal open(Path folder) {
        return journals.compute(folder, (path, old) -> old == null ? new MemoryJournal() : old.reopen());
    }

    @Override
    protected void close(Journal journal) {
        ((MemoryJournal) journal).close();
    }

    @Test
    void refusesAsAFullDiskWould() throws Exception {
        try (MemoryJournal journal = new MemoryJournal()) {
            journal.refuse("disk full");
            FutureAppend refused = new FutureAppend("refused");
            journal.append(refused);
            assertTrue(refused.failure().getMessage().contains("disk full"));
            assertEquals(new JournalState.Refusing("disk full"), journal.state());
            journal.resume();
            FutureAppend taken = new FutureAppend("taken");
            journal.append(taken);
            assertEquals(0, taken.position());
        }
    }
}
