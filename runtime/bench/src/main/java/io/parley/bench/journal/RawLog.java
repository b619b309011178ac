package io.parley.bench.journal;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * The physical limit: one preallocated file, one thread that writes whatever waits in one go and syncs it once. It
 * knows no segments, no recovery, no reader and no failure, and begins from the front when the file is full.
 */
public final class RawLog implements Log {

    private static final int FILE_BYTES = 256 << 20;
    private static final int STAGING_BYTES = 4 << 20;
    private static final int HEADER_BYTES = 8;

    private final FileChannel channel;
    private final MpscUnboundedArrayQueue<Append> waiting = new MpscUnboundedArrayQueue<>(4096);
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private final List<Append> group = new ArrayList<>();
    private final CRC32C checksum = new CRC32C();
    private final Thread writer = new Thread(this::run, "raw log");
    private volatile boolean parked;
    private volatile boolean closed;
    private Append left;
    private long position;

    /** Makes the file, at its full size. */
    public RawLog(Path file) throws IOException {
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        for (long at = 0; at < FILE_BYTES; at += STAGING_BYTES) {
            channel.write(staging.clear(), at);
        }
        channel.force(true);
        writer.start();
    }

    @Override
    public void append(Append append) {
        waiting.offer(append);
        if (parked) {
            parked = false;
            LockSupport.unpark(writer);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        LockSupport.unpark(writer);
        writer.join();
        channel.close();
    }

    private void run() {
        try {
            while (!closed) {
                gather();
                if (group.isEmpty()) {
                    park();
                } else {
                    commit();
                }
            }
        } catch (IOException e) {
            group.forEach(append -> append.failed(new JournalException("The raw log failed", e)));
        }
    }

    private void park() {
        parked = true;
        if (waiting.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private void gather() {
        staging.clear();
        group.clear();
        Append next = left == null ? waiting.poll() : left;
        left = null;
        while (next != null) {
            if (!put(next.data().get(0))) {
                left = next;
                return;
            }
            group.add(next);
            next = waiting.poll();
        }
    }

    private boolean put(ByteBuffer data) {
        int length = data.remaining();
        if (staging.remaining() < HEADER_BYTES + length) {
            return false;
        }
        checksum.reset();
        checksum.update(data.duplicate());
        staging.putInt(length).putInt((int) checksum.getValue()).put(data);
        return true;
    }

    private void commit() throws IOException {
        staging.flip();
        long offset = position % FILE_BYTES;
        if (offset + staging.remaining() > FILE_BYTES) {
            position += FILE_BYTES - offset;
            offset = 0;
        }
        position += staging.remaining();
        while (staging.hasRemaining()) {
            offset += channel.write(staging, offset);
        }
        channel.force(false);
        for (Append append : group) {
            append.committed(position);
        }
    }
}
