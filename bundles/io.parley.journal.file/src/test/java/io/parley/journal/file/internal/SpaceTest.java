package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.testkit.FutureAppend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments come and go; what they take is what is said. */
class SpaceTest {

    private static final JournalOptions OPTIONS = new JournalOptions(16 << 10, 1 << 20, 64 << 20, 1);

    private static final String TEXT = "x".repeat(1000);

    @TempDir
    private Path folder;

    @Test
    void trimGivesTheDiskBack() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 1000);
            long full = journal.bytes();
            assertTrue(full > 1_000_000);
            journal.trim(journal.end());

            int kept = 1 + SparePool.MOST_RECYCLED;
            assertTrue(journal.bytes() <= kept * OPTIONS.segmentBytes(), () -> journal.bytes() + " bytes kept");
            assertEquals(1, Journals.segments(folder).size());
        }
        try (FileJournal journal = open()) {
            assertTrue(journal.begin() > 900_000, "the beginning is kept");
            assertTrue(onDisk() < 10 * OPTIONS.segmentBytes() + (2 << 20), "what an earlier opening kept is given up");
        }
    }

    @Test
    void aTrimmedSegmentIsUsedAgainAndItsOldContentNeverShows() throws Exception {
        List<Long> positions;
        try (FileJournal journal = open()) {
            for (int round = 0; round < 20; round++) {
                positions = append(journal, 100);
                assertEquals(TEXT, text(journal, positions.get(0)));
                journal.trim(positions.get(99));
                assertTrue(Journals.read(journal).size() <= 100);
                assertTrue(Journals.segments(folder).size() <= 8);
            }
        }
    }

    @Test
    void aReaderWhoseSegmentIsTrimmedIsToldOrReadsOn() throws Exception {
        try (FileJournal journal = open();
                JournalReader reader = journal.reader(0)) {
            append(journal, 200);
            assertTrue(reader.next());
            journal.trim(journal.end());
            append(journal, 200);
            JournalException trimmed = assertThrows(JournalException.class, () -> {
                while (reader.next()) {
                    assertEquals(1000, reader.data().remaining());
                }
            });
            assertTrue(trimmed.getMessage().contains("trimmed"), trimmed.getMessage());
        }
    }

    @Test
    void recordsOfManySegmentsAreReadInAnyOrder() throws Exception {
        Random random = new Random(3);
        try (FileJournal journal = open()) {
            List<Long> positions = append(journal, 1000);
            assertTrue(Journals.segments(folder).size() > 64);
            for (int i = 0; i < 2000; i++) {
                assertEquals(TEXT, text(journal, positions.get(random.nextInt(positions.size()))));
            }
        }
    }

    @Test
    void anotherSegmentSizeCountsForTheSegmentsToCome() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 100);
            journal.reconfigure(new JournalOptions(128 << 10, 1 << 20, 64 << 20, 2));
            append(journal, 500);
        }
        try (FileJournal journal = open()) {
            assertEquals(600, Journals.read(journal).size());
            append(journal, 100);
            journal.trim(journal.end());
            append(journal, 100);
        }
    }

    private List<Long> append(FileJournal journal, int count) throws Exception {
        List<Long> positions = new ArrayList<>();
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            appends.add(Journals.append(journal, TEXT));
        }
        for (FutureAppend append : appends) {
            positions.add(append.position());
        }
        return positions;
    }

    private FileJournal open() throws JournalException {
        return FileJournal.open(new DiskStore(folder), OPTIONS);
    }

    private long onDisk() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static String text(FileJournal journal, long position) throws JournalException {
        return StandardCharsets.UTF_8.decode(journal.read(position)).toString();
    }
}
