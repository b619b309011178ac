package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The state of a journal that its segments do not tell, kept twice in the file {@value #NAME}: while one block is
 * written the other is whole.
 *
 * @param sequence grows with each writing
 * @param epoch of the latest opening
 * @param begin base of the first segment that counts; {@link #UNBORN} until the first segment is made
 */
record Control(long sequence, long epoch, long begin) {

    static final String NAME = "control";
    static final long UNBORN = -1;

    private static final long MAGIC = 0x5041524C45593A43L; // PARLEY:C
    private static final int SECOND_BLOCK = 4096;

    Control opened(long newEpoch) {
        return new Control(sequence + 1, newEpoch, begin);
    }

    Control begun(long newBegin) {
        return new Control(sequence + 1, epoch, newBegin);
    }

    /** Makes the file, durably and at once: it is there whole or not at all. */
    static Control create(Store store) throws IOException {
        String draft = NAME + ".tmp";
        store.delete(draft);
        Control control = new Control(1, 0, UNBORN);
        try (StoreFile file = store.open(draft)) {
            control.write(file);
        }
        store.rename(draft, NAME);
        store.force();
        return control;
    }

    void write(StoreFile file) throws IOException {
        for (int offset = 0; offset <= SECOND_BLOCK; offset += SECOND_BLOCK) {
            ByteBuffer block =
                    Format.begin(MAGIC).putLong(sequence).putLong(epoch).putLong(begin);
            file.write(offset, Format.seal(block));
            file.force();
        }
    }

    static Control read(Store store) throws IOException, JournalException {
        String where = store.where(NAME);
        try (StoreFile file = store.openToRead(NAME)) {
            Control first = read(file, 0, where);
            Control second = read(file, SECOND_BLOCK, where);
            if (first == null && second == null) {
                throw new JournalException(
                        where + " is damaged at offsets 0 and " + SECOND_BLOCK + ": neither block's checksum matches");
            }
            return second == null || first != null && first.sequence >= second.sequence ? first : second;
        }
    }

    private static Control read(StoreFile file, int offset, String where) throws IOException, JournalException {
        byte[] bytes = new byte[Format.BLOCK];
        int count = file.read(offset, bytes, 0, bytes.length);
        ByteBuffer block = ByteBuffer.wrap(bytes);
        if (count < bytes.length || !Format.isWhole(block, MAGIC)) {
            return null;
        }
        Format.requireReadable(block, where);
        block.position(Format.BODY);
        return new Control(block.getLong(), block.getLong(), block.getLong());
    }
}
