package io.parley.itest.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Does damage to the journal of a data folder, by its format as its bundle's README gives it. */
final class JournalFiles {

    private static final int FIRST_RECORD = 4096;
    private static final int FRAME = 16;
    private static final int BLOCK = 512;

    private final Path folder;

    JournalFiles(Path data) {
        folder = data.resolve("journal");
    }

    /** Oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    Path last() throws IOException {
        List<Path> all = segments();
        return all.get(all.size() - 1);
    }

    /** Where the records of a segment begin that are no marks, in order. */
    List<Integer> records(Path segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
        List<Integer> offsets = new ArrayList<>();
        int at = FIRST_RECORD;
        while (at + FRAME <= bytes.limit() && bytes.getLong(at) != 0) {
            int length = bytes.getInt(at + 4);
            if (length > 0) {
                offsets.add(at);
            }
            at += FRAME + (length + 7 & ~7);
        }
        return offsets;
    }

    /** Inverts one bit in the data of the record there. */
    void flip(Path segment, int record) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[record + FRAME] ^= 1;
        Files.write(segment, bytes);
    }

    /** Cuts the last record through the middle, as a power cut does: what follows was never written. */
    void tear(Path segment) throws IOException {
        List<Integer> records = records(segment);
        int record = records.get(records.size() - 1);
        byte[] bytes = Files.readAllBytes(segment);
        Arrays.fill(bytes, record + FRAME + ByteBuffer.wrap(bytes).getInt(record + 4) / 2, bytes.length, (byte) 0);
        Files.write(segment, bytes);
    }

    /** Makes a segment one of a later version of the format. */
    void age(Path segment, int version) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer block = ByteBuffer.wrap(bytes).putInt(8, version);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, BLOCK - 4);
        block.putInt(BLOCK - 4, (int) checksum.getValue());
        Files.write(segment, bytes);
    }
}
