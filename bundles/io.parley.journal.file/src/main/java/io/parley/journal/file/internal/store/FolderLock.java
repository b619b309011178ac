package io.parley.journal.file.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one owner, across processes by a lock on the file {@value #NAME}, which names the holder.
 *
 * <p>Within one process a system property stands guard before it: POSIX drops a process's lock when the process closes
 * any descriptor of the file, so the mere attempt of a second owner would free the folder. A static field would not do,
 * for an updated bundle has a class loader of its own.
 */
final class FolderLock implements Closeable {

    static final String NAME = "lock";

    private final String guard;
    private final FileChannel channel;

    private FolderLock(String guard, FileChannel channel) {
        this.guard = guard;
        this.channel = channel;
    }

    static FolderLock take(Path folder) throws IOException {
        String holder = "process " + ProcessHandle.current().pid();
        String guard = "io.parley.journal.file.lock:" + folder.toRealPath();
        if (System.getProperties().putIfAbsent(guard, holder) != null) {
            throw inUse(folder, "this same process (" + holder + ")");
        }
        FileChannel channel = null;
        try {
            Path file = folder.resolve(NAME);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(folder, Files.readString(file).strip());
            }
            name(channel, holder);
            return new FolderLock(guard, channel);
        } catch (IOException | RuntimeException e) {
            System.getProperties().remove(guard);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** The file stays: deleting it would race with an owner that has opened it already. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            System.getProperties().remove(guard);
        }
    }

    private static void name(FileChannel channel, String holder) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // A full disk: the lock holds all the same, it only names nobody.
        }
    }

    private static IOException inUse(Path folder, String holder) {
        return new IOException("in use by " + (holder.isEmpty() ? "another process" : holder) + ", see "
                + folder.resolve(NAME) + "; a journal has one owner at a time");
    }
}
