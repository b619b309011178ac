package io.parley.journal.file.internal.store;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file of the file system. Reads go through {@link RandomAccessFile}, since the interruption of a thread that uses a
 * channel closes the channel for everybody; writes go through the channel and belong to the journal's own threads.
 */
final class DiskFile implements StoreFile {

    private final RandomAccessFile file;
    private final FileChannel channel;

    private DiskFile(RandomAccessFile file) {
        this.file = file;
        this.channel = file.getChannel();
    }

    static DiskFile open(Path path) throws IOException {
        return new DiskFile(new RandomAccessFile(path.toFile(), "rw"));
    }

    static DiskFile openToRead(Path path) throws IOException {
        try {
            return new DiskFile(new RandomAccessFile(path.toFile(), "r"));
        } catch (FileNotFoundException e) {
            throw (IOException) new NoSuchFileException(path.toString()).initCause(e);
        }
    }

    @Override
    public int read(long offset, byte[] target, int from, int length) throws IOException {
        synchronized (file) {
            file.seek(offset);
            int done = 0;
            while (done < length) {
                int count = file.read(target, from + done, length - done);
                if (count < 0) {
                    break;
                }
                done += count;
            }
            return done;
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        long at = offset;
        while (source.hasRemaining()) {
            int count = channel.write(source, at);
            if (count <= 0) {
                throw new EOFException("nothing could be written at offset " + at);
            }
            at += count;
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
