package io.parley.journal.file.internal;

import static io.parley.journal.file.internal.Journals.SMALL;
import static io.parley.journal.file.internal.Journals.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.JournalException;
import io.parley.testkit.FutureAppend;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyTest {

    @TempDir
    private Path temp;

    private Path folder;
    private Path copy;

    @BeforeEach
    void nameFolders() {
        folder = temp.resolve("journal");
        copy = temp.resolve("copy");
    }

    private static FileJournal open(Path folder) throws JournalException {
        return FileJournal.open(new DiskStore(folder), SMALL);
    }

    private static String text(ByteBuffer record) {
        return StandardCharsets.UTF_8.decode(record).toString();
    }

    @Test
    void whatWasCommittedBeforeIsThereAtItsPosition() throws Exception {
        List<String> texts = new ArrayList<>();
        List<FutureAppend> appends = new ArrayList<>();
        long end;
        long begin;
        try (FileJournal journal = open(folder)) {
            for (int i = 0; i < 2_000; i++) {
                texts.add("record " + i);
                appends.add(append(journal, texts.get(i)));
            }
            journal.trim(appends.get(1_000).position());
            begin = journal.begin();
            appends.get(1_999).position();
            for (int i = 2_000; i < 5_000; i++) {
                texts.add("record " + i);
                appends.add(append(journal, texts.get(i)));
            }
            end = journal.copyTo(copy);
            appends.get(4_999).position();
            assertEquals("record 4999", text(journal.read(appends.get(4_999).position())));
        }
        assertTrue(begin > 0 && end > appends.get(1_999).position());
        try (FileJournal restored = open(copy)) {
            assertEquals(begin, restored.begin());
            assertEquals(end, restored.end());
            List<String> read = Journals.read(restored);
            int last = texts.indexOf(read.get(read.size() - 1));
            assertTrue(last >= 1_999);
            assertEquals(texts.subList(last + 1 - read.size(), last + 1), read);
            assertEquals("record 1500", text(restored.read(appends.get(1_500).position())));
            append(restored, "more").position();
        }
        try (FileJournal again = open(copy)) {
            assertEquals("more", Journals.read(again).get(Journals.read(again).size() - 1));
        }
    }

    @Test
    void segmentsThatWereNotPreparedAheadMayEndBeforeTheyAreFull() throws Exception {
        JournalOptions unprepared = new JournalOptions(16 << 10, 1 << 20, 1 << 20, 0);
        List<String> texts = new ArrayList<>();
        try (FileJournal journal = FileJournal.open(new DiskStore(folder), unprepared)) {
            for (int i = 0; i < 40; i++) {
                texts.add("record " + i + " " + "x".repeat(1_000));
                append(journal, texts.get(i)).position();
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertTrue(
                        files.filter(file -> Segment.isName(file.getFileName().toString()))
                                        .filter(file -> file.toFile().length() < unprepared.segmentBytes())
                                        .count()
                                > 1);
            }
            journal.copyTo(copy);
        }
        try (FileJournal restored = open(copy)) {
            assertEquals(texts, Journals.read(restored));
        }
    }

    @Test
    void anEmptyOneCanBeCopied() throws Exception {
        try (FileJournal journal = open(folder)) {
            assertEquals(0, journal.copyTo(copy));
        }
        try (FileJournal restored = open(copy)) {
            assertEquals(List.of(), Journals.read(restored));
            assertEquals(0, append(restored, "first").position());
        }
    }

    @Test
    void aFolderThatIsThereIsLeftAlone() throws Exception {
        Files.createDirectory(copy);
        try (FileJournal journal = open(folder)) {
            String message = assertThrows(JournalException.class, () -> journal.copyTo(copy))
                    .getMessage();
            assertTrue(message.contains(copy.toString()), message);
        }
        FileJournal closed = open(folder);
        closed.close();
        assertThrows(JournalException.class, () -> closed.copyTo(temp.resolve("other")));
    }
}
