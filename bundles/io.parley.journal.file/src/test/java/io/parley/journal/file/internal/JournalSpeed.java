package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Prints records/s of the journal beside a bare loop over a preallocated file, in turns. Not a test.
 *
 * <p>Arguments: folder, seconds a turn, turns.
 */
public final class JournalSpeed {

    private static final int RECORD = 256;
    private static final int WAITING = 256;
    private static final int WINDOW = 32 << 10;

    private JournalSpeed() {}

    /** Takes records and releases a permit, or a waiting thread, for each when it is durable. */
    interface Sink extends AutoCloseable {
        void append(Runnable done);

        @Override
        void close() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int seconds = Integer.parseInt(args[1]);
        for (int turn = 0; turn < Integer.parseInt(args[2]); turn++) {
            for (boolean waiting : new boolean[] {true, false}) {
                double raw = run(new RawSink(fresh(folder)), waiting, seconds);
                double journal = run(new JournalSink(fresh(folder)), waiting, seconds);
                System.out.printf(
                        "%s: raw %,.0f/s, journal %,.0f/s, ratio %.2f%n",
                        waiting ? "256 waiting" : "pipelined", raw, journal, journal / raw);
            }
        }
        readBack(fresh(folder));
        delete(folder);
    }

    private static double run(Sink sink, boolean waiting, int seconds) throws Exception {
        try (sink) {
            drive(sink, waiting, seconds); // also gives the journal the time to prepare its spare segments
            return drive(sink, waiting, seconds);
        }
    }

    private static double drive(Sink sink, boolean waiting, int seconds) throws InterruptedException {
        long begin = System.nanoTime();
        long until = begin + seconds * 1_000_000_000L;
        long count = waiting ? driveWaiting(sink, until) : drivePipelined(sink, until);
        return count * 1e9 / (System.nanoTime() - begin);
    }

    private static long driveWaiting(Sink sink, long until) throws InterruptedException {
        long[] counts = new long[WAITING];
        CountDownLatch ended = new CountDownLatch(WAITING);
        for (int t = 0; t < WAITING; t++) {
            int number = t;
            new Thread(() -> {
                        Semaphore done = new Semaphore(0);
                        while (System.nanoTime() < until) {
                            sink.append(done::release);
                            done.acquireUninterruptibly();
                            counts[number]++;
                        }
                        ended.countDown();
                    })
                    .start();
        }
        ended.await();
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private static long drivePipelined(Sink sink, long until) {
        Semaphore window = new Semaphore(WINDOW);
        long count = 0;
        int left = 0;
        while (System.nanoTime() < until) {
            if (left == 0) {
                window.acquireUninterruptibly(256);
                left = 256;
            }
            boolean last = --left == 0;
            sink.append(last ? () -> window.release(256) : () -> {});
            count++;
        }
        return count;
    }

    private static void readBack(Path folder) throws Exception {
        int records = 1_000_000;
        try (FileJournal journal = FileJournal.open(new DiskStore(folder), JournalOptions.DEFAULTS)) {
            Semaphore window = new Semaphore(WINDOW);
            for (int i = 0; i < records; i++) {
                window.acquireUninterruptibly();
                journal.append(new Record(ByteBuffer.allocate(350), window::release));
            }
            window.acquireUninterruptibly(WINDOW);
        }
        for (int turn = 0; turn < 3; turn++) {
            long opening = System.nanoTime();
            try (FileJournal journal = FileJournal.open(new DiskStore(folder), JournalOptions.DEFAULTS);
                    JournalReader reader = journal.reader(0)) {
                long begin = System.nanoTime();
                int count = 0;
                while (reader.next()) {
                    count += reader.data().remaining() / 350;
                }
                System.out.printf(
                        "opened in %d ms, read %,d records of 350 bytes in %d ms%n",
                        (begin - opening) / 1_000_000, count, (System.nanoTime() - begin) / 1_000_000);
            }
        }
    }

    private static Path fresh(Path folder) throws IOException {
        delete(folder);
        return Files.createDirectories(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static final class Record implements Append {

        private final ByteBuffer data;
        private final Runnable done;

        Record(ByteBuffer data, Runnable done) {
            this.data = data;
            this.done = done;
        }

        @Override
        public List<ByteBuffer> data() {
            return List.of(data);
        }

        @Override
        public void committed(long position) {
            done.run();
        }

        @Override
        public void failed(JournalException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static final class JournalSink implements Sink {

        private final FileJournal journal;
        private final ByteBuffer data = ByteBuffer.allocate(RECORD);

        JournalSink(Path folder) throws JournalException {
            journal = FileJournal.open(new DiskStore(folder), JournalOptions.DEFAULTS);
        }

        @Override
        public void append(Runnable done) {
            journal.append(new Record(data.duplicate(), done));
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    /** A queue, a buffer, one write and one force a group, over a file that wraps round. */
    private static final class RawSink implements Sink, Runnable {

        private static final int FILE = 256 << 20;
        private static final int BUFFER = 4 << 20;
        private static final Runnable END = () -> {};

        private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(2 * WINDOW);
        private final FileChannel channel;
        private final Thread thread = new Thread(this, "raw");

        RawSink(Path folder) throws IOException {
            channel = FileChannel.open(folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < FILE; at += zeros.capacity()) {
                channel.write(zeros.clear(), at);
            }
            channel.force(true);
            thread.start();
        }

        @Override
        public void append(Runnable done) {
            while (!queue.offer(done)) {
                LockSupport.parkNanos(1000);
            }
        }

        @Override
        public void run() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            byte[] record = new byte[RECORD];
            List<Runnable> group = new ArrayList<>();
            long at = 0;
            try {
                while (true) {
                    group.add(queue.take());
                    queue.drainTo(group, BUFFER / RECORD - 1);
                    for (int i = 0; i < group.size(); i++) {
                        buffer.put(record);
                    }
                    channel.write(buffer.flip(), at);
                    at = at + 2 * BUFFER > FILE ? 0 : at + buffer.limit();
                    buffer.clear();
                    channel.force(false);
                    group.forEach(Runnable::run);
                    if (group.contains(END)) {
                        return;
                    }
                    group.clear();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            append(END);
            thread.join();
            channel.close();
        }
    }
}
