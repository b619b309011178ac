package io.parley.journal.file.internal;

import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.testkit.FutureAppend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the tests of this package do with journals. */
final class Journals {

    static final JournalOptions SMALL = new JournalOptions(16 << 10, 1 << 20, 1 << 20, 1);

    private Journals() {}

    static FutureAppend append(FileJournal journal, String text) {
        return append(journal, text, Durability.FSYNC);
    }

    static FutureAppend append(FileJournal journal, String text, Durability durability) {
        FutureAppend append = new FutureAppend(durability, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        journal.append(append);
        return append;
    }

    static List<String> read(FileJournal journal) throws JournalException {
        List<String> records = new ArrayList<>();
        try (JournalReader reader = journal.reader(journal.begin())) {
            while (reader.next()) {
                records.add(StandardCharsets.UTF_8.decode(reader.data()).toString());
            }
        }
        return records;
    }

    /** Every file with its content, but for the lock, which opening may touch. */
    static Map<String, ByteBuffer> files(Path folder) throws IOException {
        Map<String, ByteBuffer> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : list.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("lock") && !name.startsWith("spare-")) {
                    files.put(name, ByteBuffer.wrap(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    /** A copy of a folder, as a crash of the process would leave it. */
    static Path copy(Path folder, Path to) throws IOException {
        Files.createDirectories(to);
        for (Map.Entry<String, ByteBuffer> file : files(folder).entrySet()) {
            Files.write(to.resolve(file.getKey()), file.getValue().array());
        }
        return to;
    }

    static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(file -> Segment.isName(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    /** Flips one bit of the byte. */
    static void flip(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) offset] ^= 0x10;
        Files.write(file, bytes);
    }
}
