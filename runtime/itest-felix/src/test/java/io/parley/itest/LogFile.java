package io.parley.itest;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The runtime's log, read as it grows. */
final class LogFile {

    private final Path file;

    LogFile(Path file) {
        this.file = file;
    }

    /** Where it ends now. */
    long end() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** What was written since, as far as lines are whole. */
    List<String> since(long position) throws IOException {
        if (end() == position) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }
    }

    /** What is done between two looks at the log. */
    interface Nudge {
        void give() throws IOException;
    }

    /** The first line since then that has what is looked for. */
    String await(long position, String what, Predicate<String> wanted, Nudge nudge) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            List<String> lines = since(position);
            for (String line : lines) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no line in the log " + what + ", but " + lines);
            }
            nudge.give();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
