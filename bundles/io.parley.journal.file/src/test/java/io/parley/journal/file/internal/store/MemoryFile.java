package io.parley.journal.file.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** A file of a {@link PowerCutStore}: its content, and beside it what was forced of it. Guarded by the store. */
final class MemoryFile implements StoreFile {

    private static final int SECTOR = 512;

    private final PowerCutStore store;
    private final BitSet unforced = new BitSet();
    private byte[] content = {};
    private byte[] forced = {};
    String name;

    MemoryFile(PowerCutStore store) {
        this.store = store;
    }

    static MemoryFile durable(PowerCutStore store, byte[] content) {
        MemoryFile file = new MemoryFile(store);
        file.content = content.clone();
        file.forced = content.clone();
        return file;
    }

    @Override
    public int read(long offset, byte[] target, int from, int length) throws IOException {
        synchronized (store) {
            store.operate();
            int count = (int) Math.max(0, Math.min(length, content.length - offset));
            System.arraycopy(content, (int) Math.min(offset, content.length), target, from, count);
            return count;
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        synchronized (store) {
            store.operate();
            int length = source.remaining();
            long need = store.need(length, Math.max(0, offset + length - content.length));
            boolean full = need > 0 && need > store.room();
            if (full || store.isLast()) {
                length = store.random().nextInt(length + 1 - (int) (full ? need - Math.max(0, store.room()) : 0));
            }
            if (offset + length > content.length) {
                content = Arrays.copyOf(content, (int) offset + length);
            }
            source.get(content, (int) offset, length);
            if (length > 0) {
                unforced.set((int) offset / SECTOR, (int) (offset + length - 1) / SECTOR + 1);
            }
            if (full) {
                throw new IOException("No space left on device");
            }
            if (store.isLast()) {
                store.operate();
            }
        }
    }

    @Override
    public void force() throws IOException {
        synchronized (store) {
            store.operate();
            if (store.forces(name)) {
                forced = content.clone();
                unforced.clear();
            }
        }
    }

    @Override
    public long size() {
        synchronized (store) {
            return content.length;
        }
    }

    @Override
    public void close() {
        // nothing is held
    }

    byte[] content() {
        return content.clone();
    }

    /** This file as it may be after a power cut. */
    MemoryFile afterPowerCut(PowerCutStore next, Random random) {
        int length = random.nextBoolean() ? forced.length : content.length;
        byte[] survivor = Arrays.copyOf(forced, length);
        for (int sector = unforced.nextSetBit(0); sector >= 0; sector = unforced.nextSetBit(sector + 1)) {
            int from = sector * SECTOR;
            int to = Math.min(from + SECTOR, length);
            if (from < to && random.nextBoolean()) {
                System.arraycopy(content, from, survivor, from, to - from);
            }
        }
        return durable(next, survivor);
    }
}
