package io.parley.state.rocksdb.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.spi.journal.ViewChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What the tests share. */
final class Fixture {

    static final byte[] FIRST = {};

    private Fixture() {}

    static Settings settings(Path folder) {
        return new Settings(folder, 8, 4);
    }

    static byte[] key(String text) {
        return text.getBytes(UTF_8);
    }

    /** Entries that do not compress, with keys {@code <from>} to {@code <from + count - 1>} in eight digits. */
    static ViewChanges entries(String table, int from, int count, int size) {
        ViewChanges changes = new ViewChanges();
        Random random = new Random(from);
        for (int i = from; i < from + count; i++) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            changes.put(table, key(String.format("%08d", i)), value);
        }
        return changes;
    }

    /** A JVM with this test's class path and a small heap. What it leaves when it is killed goes to the folder given. */
    static Process start(Class<?> main, Path folder, Path temporary) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-Xms48m",
                        "-XX:+AlwaysPreTouch",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static List<Path> tableFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    static long bytesOnDisk(Path folder) throws IOException {
        return tableFiles(folder).stream().mapToLong(Fixture::size).sum();
    }

    /** The size of a file that may go at any time. */
    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
