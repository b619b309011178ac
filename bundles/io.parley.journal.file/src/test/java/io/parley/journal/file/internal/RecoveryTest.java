package io.parley.journal.file.internal;

import static io.parley.journal.file.internal.Journals.SMALL;
import static io.parley.journal.file.internal.Journals.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.RecordSink;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {

    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temp.resolve("journal");
    }

    @Test
    void aTornTailIsCutAtTheLastWholeRecord() throws Exception {
        Path crashed;
        try (FileJournal journal = open(folder)) {
            append(journal, "one").position();
            append(journal, "two", Durability.OS).position();
            append(journal, "torn", Durability.OS).position();
            crashed = Journals.copy(folder, temp.resolve("crashed"));
        }
        long torn = 2 * Frame.size(3);
        Journals.flip(only(crashed), Segment.DATA + torn + Frame.HEADER);

        try (FileJournal journal = open(crashed)) {
            assertEquals(List.of("one", "two"), Journals.read(journal));
            assertEquals(torn, journal.end());
            append(journal, "next").position();
        }
        try (FileJournal journal = open(crashed)) {
            assertEquals(List.of("one", "two", "next"), Journals.read(journal));
        }
    }

    @Test
    void whatIsBehindATornRecordNeverComesBack() throws Exception {
        Path crashed;
        try (FileJournal journal = open(folder)) {
            append(journal, "torn", Durability.OS).position();
            append(journal, "lost", Durability.OS).position();
            append(journal, "gone", Durability.OS).position();
            crashed = Journals.copy(folder, temp.resolve("crashed"));
        }
        Journals.flip(only(crashed), Segment.DATA + Frame.HEADER);

        Path crashedAgain;
        try (FileJournal journal = open(crashed)) {
            assertEquals(List.of(), Journals.read(journal));
            append(journal, "same", Durability.OS).position();
            crashedAgain = Journals.copy(crashed, temp.resolve("again"));
        }
        try (FileJournal journal = open(crashedAgain)) {
            assertEquals(List.of("same"), Journals.read(journal));
        }
    }

    @Test
    void damageInTheMiddleOfTheLastSegmentIsNoTornTail() throws Exception {
        List<Long> positions = write(20);
        Path last = last(folder);
        long offset = Segment.DATA + positions.get(10);
        Journals.flip(last, offset + Frame.HEADER + 3);

        String message = refusesUntouched(folder);
        assertTrue(message.contains(last.toString()), message);
        assertTrue(message.contains("offset " + offset + " (position " + positions.get(10) + ")"), message);
    }

    @Test
    void damageOfTheLastRecordIsFoundAfterACleanEnd() throws Exception {
        List<Long> positions = write(5);
        Journals.flip(last(folder), Segment.DATA + positions.get(4) + Frame.HEADER);

        assertTrue(refusesUntouched(folder).contains("position " + positions.get(4)));
    }

    @Test
    void damageOfTheLastRecordIsFoundAfterACrashWhenIdle() throws Exception {
        Path crashed;
        long position;
        try (FileJournal journal = open(folder)) {
            position = append(journal, "only").position();
            TailScan.Tail tail;
            do {
                tail = Inspection.of(new DiskStore(folder)).tail();
            } while (tail.end() == tail.recordsEnd());
            crashed = Journals.copy(folder, temp.resolve("crashed"));
        }
        Journals.flip(last(crashed), Segment.DATA + position + Frame.HEADER);

        assertTrue(refusesUntouched(crashed).contains("position " + position));
    }

    @Test
    void damageInAnEarlierSegmentIsToldWhenItIsRead() throws Exception {
        List<Long> positions = write(300);
        Path first = Journals.segments(folder).get(0);
        Journals.flip(first, Segment.DATA + positions.get(3) + Frame.HEADER);

        try (FileJournal journal = open(folder);
                JournalReader reader = journal.reader(0)) {
            for (int i = 0; i < 3; i++) {
                assertTrue(reader.next());
            }
            for (int i = 0; i < 2; i++) {
                assertDamage(assertThrows(JournalException.class, reader::next), first, positions.get(3));
            }
            JournalException damage = assertThrows(JournalException.class, () -> journal.read(positions.get(3)));
            assertDamage(damage, first, positions.get(3));
            assertEquals("record 4", text(journal.read(positions.get(4))));
            List<String> together = new ArrayList<>();
            journal.read(positions.stream().mapToLong(Long::longValue).limit(6).toArray(), new RecordSink() {
                @Override
                public void record(int index, ByteBuffer data) {
                    together.add(text(data));
                }

                @Override
                public void unreadable(int index, JournalException why) {
                    assertDamage(why, first, positions.get(3));
                    together.add("damaged " + index);
                }
            });
            assertEquals(List.of("record 0", "record 1", "record 2", "damaged 3", "record 4", "record 5"), together);
            try (JournalReader behind = journal.reader(positions.get(4))) {
                assertTrue(behind.next());
                assertEquals("record 4", text(behind.data()));
            }
        }
    }

    @Test
    void aNewerFormatIsRefusedByName() throws Exception {
        write(3);
        for (String name : List.of(Control.NAME, last(folder).getFileName().toString())) {
            Path copy = Journals.copy(folder, temp.resolve("newer-" + name));
            rewriteVersion(copy.resolve(name), 7);

            String message = refusesUntouched(copy);
            assertTrue(message.contains("version 7") && message.contains("version " + Format.VERSION), message);
            assertTrue(message.contains(name), message);
        }
    }

    @Test
    void aDamagedSegmentHeaderIsRefused() throws Exception {
        write(3);
        Journals.flip(last(folder), 30);

        assertTrue(refusesUntouched(folder).contains(last(folder) + " is damaged at offset 0"));
    }

    @Test
    void oneControlBlockIsEnough() throws Exception {
        write(3);
        for (int offset : new int[] {20, 4096 + 20}) {
            Path copy = Journals.copy(folder, temp.resolve("control-" + offset));
            Journals.flip(copy.resolve(Control.NAME), offset);
            try (FileJournal journal = open(copy)) {
                assertEquals(2, journal.epoch());
                assertEquals(3, Journals.read(journal).size());
            }
        }
        Journals.flip(folder.resolve(Control.NAME), 20);
        Journals.flip(folder.resolve(Control.NAME), 4096 + 20);
        assertTrue(refusesUntouched(folder).contains(folder.resolve(Control.NAME) + " is damaged"));
    }

    @Test
    void missingFilesAreNoticed() throws Exception {
        write(500);
        List<Path> segments = Journals.segments(folder);
        assertTrue(segments.size() > 3);
        for (Path missing : List.of(segments.get(0), segments.get(2), folder.resolve(Control.NAME))) {
            Path copy = Journals.copy(folder, temp.resolve("without-" + missing.getFileName()));
            Files.delete(copy.resolve(missing.getFileName()));

            String message = refusesUntouched(copy);
            assertTrue(message.contains(copy.toString()), message);
        }
    }

    @Test
    void theFolderHasOneOwner() throws Exception {
        try (FileJournal owner = open(folder)) {
            for (int i = 0; i < 2; i++) {
                JournalException refused = assertThrows(JournalException.class, () -> open(folder));
                assertTrue(refused.getMessage()
                        .contains("process " + ProcessHandle.current().pid()));
            }
            append(owner, "still mine").position();
        }
        open(folder).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        for (Path impossible : List.of(file, file.resolve("below"))) {
            JournalException refused = assertThrows(JournalException.class, () -> open(impossible));
            assertTrue(refused.getMessage().contains(impossible.toString()), refused.getMessage());
        }
    }

    @Test
    void whatATrimOrACreationLeftBehindIsRemoved() throws Exception {
        write(500);
        Path first = Journals.segments(folder).get(0);
        byte[] bytes = Files.readAllBytes(first);
        try (FileJournal journal = open(folder)) {
            journal.trim(journal.end());
            assertFalse(Files.exists(first));
        }
        Files.write(first, bytes);
        Files.write(folder.resolve("spare-99.tmp"), new byte[100]);
        try (FileJournal journal = open(folder)) {
            assertTrue(journal.begin() > 0);
            assertFalse(Files.exists(first));
            assertFalse(Files.exists(folder.resolve("spare-99.tmp")));
        }
    }

    private List<Long> write(int count) throws Exception {
        List<Long> positions = new ArrayList<>();
        try (FileJournal journal = open(folder)) {
            for (int i = 0; i < count; i++) {
                positions.add(append(journal, i < 250 ? "record " + i : "x".repeat(200))
                        .position());
            }
        }
        return positions;
    }

    private static String refusesUntouched(Path folder) throws IOException {
        Map<String, ByteBuffer> before = Journals.files(folder);
        String message =
                assertThrows(JournalException.class, () -> open(folder)).getMessage();
        assertEquals(before, Journals.files(folder), "the folder was changed");
        return message;
    }

    private static void assertDamage(JournalException damage, Path file, long position) {
        assertTrue(damage.getMessage().contains(file.toString()), damage.getMessage());
        assertTrue(damage.getMessage().contains("(position " + position + ")"), damage.getMessage());
    }

    private static void rewriteVersion(Path file, int version) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] block = new byte[Format.BLOCK];
            access.readFully(block);
            ByteBuffer newer = ByteBuffer.wrap(block).putInt(Long.BYTES, version);
            access.seek(0);
            access.write(Format.seal(newer).array());
        }
    }

    private static FileJournal open(Path folder) throws JournalException {
        return FileJournal.open(new DiskStore(folder), SMALL);
    }

    private static Path last(Path folder) throws IOException {
        List<Path> segments = Journals.segments(folder);
        return segments.get(segments.size() - 1);
    }

    private static Path only(Path folder) throws IOException {
        assertEquals(1, Journals.segments(folder).size());
        return last(folder);
    }

    private static String text(ByteBuffer data) {
        return StandardCharsets.UTF_8.decode(data).toString();
    }
}
