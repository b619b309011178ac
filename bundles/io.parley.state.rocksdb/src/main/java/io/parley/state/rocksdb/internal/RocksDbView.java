package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view on RocksDB.
 *
 * <p>{@link #write} forces its changes together with their position; RocksDB has no log of its own. Reads show the
 * state after the newest durable write. A write that fails takes no effect: reads go on, and the next write first opens
 * the database anew, which forgets what was in memory. Where that shows that the failed write did reach the disk, or
 * where the database is damaged, the view takes no more writes until it is opened by its owner: only who then begins at
 * {@link #position} is right about what it includes.
 */
final class RocksDbView implements View, MetricSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDbView.class);

    private static final long MIB = 1 << 20;

    /** Held shared by each use of the store, exclusively to replace or close it. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    /** Held by the one write under way. Taken after {@link #use}, so that a visitor may write. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Changed under {@link #use}, exclusively. */
    private volatile Settings settings;
    /** Changed under {@link #use}, exclusively; null when there is none. */
    private Store store;

    private volatile JournalState state = new JournalState.Writable();
    private volatile long position;

    private RocksDbView(Settings settings, Store store) {
        this.settings = settings;
        this.store = store;
        this.position = store.position();
    }

    /**
     * Opens the view in the settings' folder, makes an empty one where there is none.
     *
     * @throws JournalException when it is in use, of another format, damaged, or the disk fails
     */
    static RocksDbView open(Settings settings) throws JournalException {
        return new RocksDbView(settings, Store.open(settings));
    }

    @Override
    public long position() {
        return position;
    }

    /** Whether it takes writes, and if not, why. Does not block. */
    JournalState state() {
        return state;
    }

    @Override
    public byte[] get(String table, byte[] key) throws JournalException {
        return read("read table '" + table + "'", opened -> opened.get(table, key));
    }

    @Override
    public void scan(String table, byte[] from, byte[] to, Visitor visitor) throws JournalException {
        read("read table '" + table + "'", opened -> {
            opened.scan(table, from, to, visitor);
            return null;
        });
    }

    @Override
    public Set<String> tables() {
        use.readLock().lock();
        try {
            return opened().tables();
        } catch (JournalException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            use.readLock().unlock();
        }
    }

    private <T> T read(String what, Reading<T> reading) throws JournalException {
        use.readLock().lock();
        try {
            return reading.from(opened());
        } catch (RocksDBException e) {
            if (Words.isCorruption(e)) {
                fail("damaged: " + Words.text(e));
            }
            throw Words.failure(settings.folder(), what, e);
        } finally {
            use.readLock().unlock();
        }
    }

    private Store opened() throws JournalException {
        if (store == null) {
            throw refusal();
        }
        return store;
    }

    @Override
    public void write(ViewChanges changes, long newPosition) throws JournalException {
        if (state instanceof JournalState.Refusing) {
            reopen();
        }
        use.readLock().lock();
        try {
            writing.lock();
            try {
                write(opened(), changes, newPosition);
            } finally {
                writing.unlock();
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /** The table files are linked where the folder is on the same file system: they never change. */
    @Override
    public void copyTo(Path folder) throws JournalException {
        use.readLock().lock();
        try {
            writing.lock();
            try {
                if (!(state instanceof JournalState.Writable)) {
                    throw refusal();
                }
                FormatFile.check(Files.createDirectory(folder), true);
                opened().copyTo(folder);
            } finally {
                writing.unlock();
            }
        } catch (IOException e) {
            throw new JournalException(
                    "The view in " + settings.folder() + " cannot be copied to " + folder + ": " + e, e);
        } catch (RocksDBException e) {
            throw Words.failure(settings.folder(), "be copied to " + folder, e);
        } finally {
            use.readLock().unlock();
        }
    }

    private void write(Store opened, ViewChanges changes, long newPosition) throws JournalException {
        if (!(state instanceof JournalState.Writable)) {
            throw refusal();
        }
        if (newPosition < position) {
            throw new JournalException("The view in " + settings.folder() + " is at position " + position
                    + " and cannot go back to " + newPosition);
        }
        try {
            opened.write(changes, newPosition);
            position = newPosition;
        } catch (RocksDBException e) {
            opened.stopBackgroundWork();
            if (Words.isCorruption(e)) {
                fail("damaged: " + Words.text(e));
            } else {
                refuse(Words.text(e));
            }
            throw Words.failure(settings.folder(), "be written", e);
        }
    }

    /** Opens the database anew after a failed write. As long as there is no room for that, reads go on as before. */
    private void reopen() throws JournalException {
        requireRoom();
        exclusively(() -> {
            if (state instanceof JournalState.Refusing) {
                replaceStore(settings);
                LOG.info("The view in {} takes writes again", settings.folder());
            }
        });
    }

    private void requireRoom() throws JournalException {
        long needed = (settings.writeBufferMib() + 16) * MIB;
        try {
            long free = Files.getFileStore(settings.folder()).getUsableSpace();
            if (free < needed) {
                throw new JournalException("The view in " + settings.folder() + " refuses writes: its disk has "
                        + free / MIB + " MiB free and needs " + needed / MIB);
            }
        } catch (IOException e) {
            throw new JournalException("The view's folder " + settings.folder() + " cannot be read: " + e, e);
        }
    }

    /** Goes on with other memory sizes; waits for calls under way. The folder stays what it is. */
    void resize(int blockCacheMib, int writeBufferMib) throws JournalException {
        exclusively(() -> {
            if (state instanceof JournalState.Failed || state instanceof JournalState.Closed) {
                throw refusal();
            }
            Settings changed = new Settings(settings.folder(), blockCacheMib, writeBufferMib);
            if (!changed.equals(settings)) {
                replaceStore(changed);
            }
        });
    }

    /** Opens the database anew. The state is then as if the newest write that failed had never been. */
    private void replaceStore(Settings changed) throws JournalException {
        if (store != null) {
            store.close();
            store = null;
        }
        settings = changed;
        try {
            store = Store.open(changed);
        } catch (JournalException e) {
            state = new JournalState.Refusing(e.getMessage());
            throw e;
        }
        if (store.position() != position) {
            fail("a write that failed did reach the disk; start anew from position " + store.position());
            throw refusal();
        }
        state = new JournalState.Writable();
    }

    @Override
    public List<Metric> metrics() {
        // Not to wait for somebody who replaces the store; at the next reading it is there again.
        if (!use.readLock().tryLock()) {
            return List.of();
        }
        try {
            return store == null
                    ? List.of()
                    : List.of(Metric.gauge(
                            "view.size", Unit.BYTES, "What the view's tables take up on disk", store.size()));
        } finally {
            use.readLock().unlock();
        }
    }

    /** Closes it when the calls under way have ended; later ones fail. Repeatable. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            state = new JournalState.Closed();
            if (store != null) {
                store.close();
                store = null;
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private void exclusively(Change change) throws JournalException {
        if (use.getReadHoldCount() > 0) {
            throw new JournalException(
                    "The view in " + settings.folder() + " cannot be opened anew from within a visit of its entries");
        }
        use.writeLock().lock();
        try {
            change.make();
        } finally {
            use.writeLock().unlock();
        }
    }

    private synchronized void refuse(String cause) {
        if (state instanceof JournalState.Writable) {
            state = new JournalState.Refusing(cause);
            LOG.warn("The view in {} refuses writes: {}", settings.folder(), cause);
        }
    }

    /** Readers may find damage while a write fails; what is worse stays. */
    private synchronized void fail(String cause) {
        if (!(state instanceof JournalState.Failed)) {
            state = new JournalState.Failed(cause);
            LOG.error("The view in {} takes no more writes: {}", settings.folder(), cause);
        }
    }

    private JournalException refusal() {
        JournalState now = state;
        String why = now instanceof JournalState.Failed failed
                ? "takes no writes until it is opened anew: " + failed.cause()
                : now instanceof JournalState.Refusing refusing ? "is out of order: " + refusing.cause() : "is closed";
        return new JournalException("The view in " + settings.folder() + " " + why);
    }

    private interface Reading<T> {
        T from(Store store) throws RocksDBException;
    }

    private interface Change {
        void make() throws JournalException;
    }
}
