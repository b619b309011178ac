package io.parley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Opens a journal for each test of {@link JournalContract}. */
abstract class JournalFixture {

    @TempDir
    Path folder;

    Journal journal;

    /** Opens the journal in that folder; again after {@link #close}, with all that was committed before. */
    protected abstract Journal open(Path folder) throws Exception;

    /** Ends what was handed over and closes a journal that {@link #open} gave. May be called again. */
    protected abstract void close(Journal journal) throws Exception;

    @BeforeEach
    void openJournal() throws Exception {
        journal = open(folder);
    }

    @AfterEach
    void closeJournal() throws Exception {
        close(journal);
    }

    final FutureAppend append(String text) {
        FutureAppend append = new FutureAppend(text);
        journal.append(append);
        return append;
    }

    final List<String> readFrom(long position) throws JournalException {
        List<String> records = new ArrayList<>();
        try (JournalReader reader = journal.reader(position)) {
            while (reader.next()) {
                records.add(text(reader.data()));
            }
        }
        return records;
    }

    static List<String> texts(String prefix, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add(prefix + i);
        }
        return texts;
    }

    static String text(ByteBuffer data) {
        return UTF_8.decode(data).toString();
    }
}
