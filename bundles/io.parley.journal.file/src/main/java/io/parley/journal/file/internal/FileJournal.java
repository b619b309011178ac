package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.RecordSink;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in one folder. {@link #open} recovers it, {@link #close} ends it. */
public final class FileJournal implements Journal, MetricSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    private final Store store;
    private final Closeable lock;
    private final ExecutorService housekeeper;
    private final Segments segments;
    private final Extent extent;
    private final SparePool spares;
    private final ReadFiles files;
    private final RecordReader records;
    private final Housekeeping housekeeping;
    private final JournalMetrics metrics = new JournalMetrics();
    private final Writer writer;
    private final long epoch;
    private volatile JournalOptions options;
    private volatile boolean closed;

    private FileJournal(Store store, JournalOptions options, Closeable lock, Inspection found) throws IOException {
        this.store = store;
        this.options = options;
        this.lock = lock;
        Control control = new Repair(store, found).run();
        segments = new Segments();
        found.segments().forEach(segments::add);
        if (control.begin() == Control.UNBORN) {
            Segment first = Repair.firstSegment(control, options.segmentBytes());
            control = Repair.bear(store, control, first);
            segments.add(first);
        }
        long recordsEnd = found.tail() == null ? 0 : found.tail().recordsEnd();
        long end = found.tail() == null ? 0 : found.tail().end();
        extent = new Extent(control.begin(), recordsEnd);
        epoch = control.epoch();
        housekeeper = newHousekeeper();
        try {
            Reserve reserve = new Reserve(store);
            spares = new SparePool(store, this::options, reserve, housekeeper);
            spares.adopt(found.spares());
            files = new ReadFiles(store);
            records = new RecordReader(store, segments, extent, files);
            housekeeping = new Housekeeping(store, segments, files, spares, reserve, extent, housekeeper, control);
            LogTail tail = new LogTail(store, segments, spares, epoch, end, metrics);
            writer = new Writer(this::options, store.where(""), tail, extent, reserve, metrics);
        } catch (IOException | RuntimeException e) {
            housekeeper.shutdown();
            throw e;
        }
        spares.prepareSoon();
        writer.start();
    }

    /**
     * Opens the journal in the store's folder, or makes one there. Where that fails the files are left as they were.
     *
     * @throws JournalException when the folder is in use, cannot be written, is of a newer format or damaged
     */
    public static FileJournal open(Store store, JournalOptions options) throws JournalException {
        Closeable lock = null;
        try {
            store.create();
            lock = store.lock();
            FileJournal journal = new FileJournal(store, options, lock, Inspection.of(store));
            LOG.info(
                    "journal {}: open, epoch {}, records from position {} to {}",
                    store.where(""),
                    journal.epoch,
                    journal.begin(),
                    journal.end());
            return journal;
        } catch (IOException e) {
            release(lock);
            throw new JournalException(
                    "journal folder " + store.where("") + " cannot be opened: " + Messages.reason(e), e);
        } catch (JournalException | RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** Changes what can be changed while the journal is open; segments made from now on have the new size. */
    public void reconfigure(JournalOptions newOptions) {
        options = newOptions;
    }

    /** How the journal is built now. */
    public JournalOptions options() {
        return options;
    }

    @Override
    public void append(Append append) {
        writer.append(append);
    }

    @Override
    public long begin() {
        return extent.begin();
    }

    @Override
    public long end() {
        return extent.end();
    }

    @Override
    public JournalReader reader(long position) throws JournalException {
        requireOpen();
        if (extent.isTrimmed(position)) {
            throw new JournalException(Messages.trimmed(position, extent.begin()));
        }
        return new LogReader(store, segments, extent, position);
    }

    @Override
    public ByteBuffer read(long position) throws JournalException {
        requireOpen();
        return records.read(position);
    }

    @Override
    public void read(long[] positions, RecordSink into) {
        records.read(positions, into);
    }

    @Override
    public void trim(long position) throws JournalException {
        requireOpen();
        try {
            housekeeping.trim(position);
        } catch (RejectedExecutionException e) {
            throw new JournalException("journal " + store.where("") + " is closed", e);
        }
    }

    @Override
    public long copyTo(Path folder) throws JournalException {
        requireOpen();
        long end = extent.end();
        long begin = extent.begin();
        try {
            Copy.make(store, segments, epoch, begin, end, folder);
        } catch (IOException e) {
            throw new JournalException(
                    "journal " + store.where("") + " cannot be copied to " + folder + ": " + Messages.reason(e), e);
        }
        return end;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public JournalState state() {
        return writer.state();
    }

    @Override
    public long bytes() {
        return segments.bytes() + spares.bytes();
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(metrics.metrics());
        all.add(Metric.gauge("journal.size", Unit.BYTES, "What the journal takes up on disk", bytes()));
        try {
            all.add(Metric.gauge("journal.free", Unit.BYTES, "Free space on the journal's disk", store.usableBytes()));
        } catch (IOException e) {
            LOG.debug("journal {}: its free space is not known: {}", where(), Messages.reason(e));
        }
        return all;
    }

    /** Where the journal is, for people. */
    public String where() {
        return store.where("");
    }

    /** Ends what was handed over, then gives the folder back. May be called again. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.close();
        spares.close();
        housekeeper.shutdown();
        boolean interrupted = false;
        while (!housekeeper.isTerminated()) {
            try {
                housekeeper.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            files.close();
        } catch (IOException e) {
            LOG.warn("journal {}: a file could not be closed: {}", where(), Messages.reason(e));
        }
        release(lock);
        LOG.info("journal {}: closed", where());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireOpen() throws JournalException {
        if (closed) {
            throw new JournalException("journal " + store.where("") + " is closed");
        }
    }

    /** Two threads, so that a trim need not wait until a segment is prepared. */
    private static ExecutorService newHousekeeper() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "journal-housekeeping");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static void release(Closeable lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.warn("journal: its folder's lock could not be released: {}", Messages.reason(e));
            }
        }
    }
}
