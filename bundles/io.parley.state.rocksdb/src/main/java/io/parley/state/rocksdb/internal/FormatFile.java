package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file that says in which version of Parley's own format a view folder is written. */
final class FormatFile {

    /**
     * The format that this version reads and writes: also what the tables hold. Rows of another would be misread, or, worse, not looked
     * for.
     */
    static final int VERSION = 2;

    static final String NAME = "FORMAT";

    private static final Pattern CONTENT = Pattern.compile("parley-view ([1-9][0-9]{0,8})\\R?");
    private static final int LONGEST = 64;

    private FormatFile() {}

    /**
     * Checks the folder's format; makes the file durably in an empty folder.
     *
     * @throws JournalException when the format is another, cannot be told, or the folder cannot be read or written;
     *     the folder is then as it was
     */
    static void check(Path folder, boolean empty) throws JournalException {
        Path file = folder.resolve(NAME);
        try {
            if (Files.exists(file)) {
                requireSupported(file);
            } else if (empty) {
                create(folder, file);
            } else {
                throw new JournalException("The view's folder " + folder + " has no file " + NAME
                        + " but is not empty: it is no view of Parley's, or damaged. Nothing was changed in it");
            }
        } catch (IOException e) {
            throw new JournalException("The view's folder " + folder + " cannot be read or written: " + e, e);
        }
    }

    private static void requireSupported(Path file) throws IOException, JournalException {
        String content = Files.size(file) > LONGEST ? "" : Files.readString(file);
        Matcher matcher = CONTENT.matcher(content);
        if (!matcher.matches()) {
            throw new JournalException(file + " is damaged: it should hold 'parley-view " + VERSION + "'");
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version != VERSION) {
            throw new JournalException("The view in " + file.getParent() + " has format " + version
                    + "; this version of Parley reads format " + VERSION + ". Use the Parley that wrote it");
        }
    }

    private static void create(Path folder, Path file) throws IOException {
        Path fresh = folder.resolve(NAME + ".new");
        ByteBuffer content = ByteBuffer.wrap(("parley-view " + VERSION + "\n").getBytes());
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        // RocksDB forces only the folder below; without the name of FORMAT that would be found without its format.
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (!System.getProperty("os.name").startsWith("Windows")) {
                throw e;
            }
        }
    }
}
