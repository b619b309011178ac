package io.parley.engine;

import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a copy of the view and one of the journal, which hold everything that was committed before one position. The file
 * {@value #SUMS} has the SHA-256 of each file, as {@code sha256sum} writes it; the file {@value #TITLE}, made last, says what the
 * folder is: where it is missing, the backup did not come to its end.
 */
final class Backup {

    /** For those who restore: other formats are refused. */
    static final int FORMAT = 1;

    static final String TITLE = "parley-backup";
    static final String SUMS = "SHA256SUMS";

    private static final int CHUNK = 1 << 16;

    private Backup() {}

    /**
     * Makes one. Nothing may be written to the view or trimmed from the journal meanwhile; appends go on.
     *
     * @param folder that does not exist, or is empty
     * @return everything that was committed before this position is in it
     */
    static long make(Journal journal, View view, Path folder) throws JournalException {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new JournalException(
                            "The backup's folder " + folder + " is not empty; nothing was changed in it");
                }
            }
            view.copyTo(folder.resolve("view"));
            // Later than the view, which is never ahead of the journal.
            long position = journal.copyTo(folder.resolve("journal"));
            write(folder.resolve(SUMS), sums(folder));
            write(folder.resolve(TITLE), List.of("format=" + FORMAT, "position=" + position, "made=" + Instant.now()));
            return position;
        } catch (IOException e) {
            throw new JournalException("The backup in " + folder + " cannot be made: " + e, e);
        }
    }

    private static List<String> sums(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder lines = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                lines.append(sum(file)).append("  ").append(name).append('\n');
            }
            return lines.toString().lines().toList();
        }
    }

    private static String sum(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                while (in.read(chunk) >= 0) {
                    // The digest reads along.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, lines);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
