package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed; what it said is committed is there. */
class KillTest {

    private static final int KILLS = 3;
    private static final int THREADS = 4;
    private static final int LINES = 3000;

    @TempDir
    private Path folder;

    @Test
    void whatWasSaidToBeCommittedIsThere() throws Exception {
        Map<Long, String> committed = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = fork(kill);
            try (BufferedReader lines = process.inputReader()) {
                for (int i = 0; i < LINES; i++) {
                    remember(lines.readLine(), committed);
                    if (i == 0) {
                        assertInUseBy(process);
                    }
                }
                process.toHandle().destroyForcibly(); // unlike the process's own method it leaves the pipe readable
                for (String line = lines.readLine(); line != null && line.endsWith("."); line = lines.readLine()) {
                    remember(line, committed);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            try (FileJournal journal = open()) {
                for (Map.Entry<Long, String> record : committed.entrySet()) {
                    assertEquals(
                            record.getValue(),
                            StandardCharsets.UTF_8
                                    .decode(journal.read(record.getKey()))
                                    .toString());
                }
                List<String> records = Journals.read(journal);
                assertTrue(records.size() >= committed.size());
                for (int thread = 0; thread < THREADS; thread++) {
                    assertOrdered(records, kill + "-" + thread + "-");
                }
            }
        }
    }

    private void assertInUseBy(Process process) {
        String message = assertThrows(JournalException.class, this::open).getMessage();
        assertTrue(message.contains("in use by process " + process.pid()), message);
    }

    private static void assertOrdered(List<String> records, String prefix) {
        int next = 0;
        for (String record : records) {
            if (record.startsWith(prefix)) {
                assertEquals(prefix + next++, record);
            }
        }
        assertTrue(next > 0, "none of " + prefix);
    }

    private static void remember(String line, Map<Long, String> committed) {
        String[] words = line.split(" ");
        committed.put(Long.valueOf(words[0]), words[1]);
    }

    private FileJournal open() throws JournalException {
        return FileJournal.open(new DiskStore(folder), Journals.SMALL);
    }

    private Process fork(int term) throws IOException {
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp");
        Collections.addAll(command, System.getProperty("java.class.path"), Child.class.getName());
        Collections.addAll(command, folder.toString(), Integer.toString(term));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The process that is killed. Prints "position record ." of each committed record. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            FileJournal journal = FileJournal.open(new DiskStore(Path.of(args[0])), Journals.SMALL);
            for (int t = 0; t < THREADS; t++) {
                String prefix = args[1] + "-" + t + "-";
                // One in four asks for less than a force, which a kill does not touch.
                Durability durability = t == 0 ? Durability.OS : Durability.FSYNC;
                new Thread(() -> append(journal, prefix, durability)).start();
            }
        }

        private static void append(FileJournal journal, String prefix, Durability durability) {
            try {
                for (int i = 0; ; i++) {
                    String record = prefix + i;
                    long position = Journals.append(journal, record, durability).position();
                    System.out.println(position + " " + record + " .");
                }
            } catch (Exception e) {
                System.exit(1);
            }
        }
    }
}
