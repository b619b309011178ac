package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One opening of the database: a column family a table, and in the default family the position and, for each table, a
 * mark that it was written to.
 *
 * <p>Reads from any thread; writes from one at a time; nothing during or after {@link #close}: {@link RocksDbView} sees
 * to all three.
 */
final class Store implements AutoCloseable {

    /** Keys and values up to that are copied to arrays that Java makes, which takes a fraction of the time of those that the native library makes. */
    private static final int ROOM = 1_024;

    private static final byte[] POSITION = bytes("position");
    private static final String TABLE = "table:";
    private static final String DATABASE = "rocksdb";

    private final Resources resources;
    private final RocksDB db;
    private final ColumnFamilyOptions tableOptions;
    private final WriteOptions withoutLog;
    private final FlushOptions andWait;
    private final ColumnFamilyHandle meta;
    private final Map<String, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
    private final Set<String> tables = ConcurrentHashMap.newKeySet();
    private final Reclaimer reclaimer;
    private volatile Durable durable;
    private volatile long position;

    /**
     * Opens the view of that folder, makes it where there is none.
     *
     * @throws JournalException when it is in use, of another format, damaged, or the disk fails; the folder's content
     *     is then as it was
     */
    static Store open(Settings settings) throws JournalException {
        Path folder = settings.folder();
        Path database = folder.resolve(DATABASE);
        boolean create = prepare(folder, database);
        NativeLibrary.load();
        BackgroundThreads.make();
        Resources resources = new Resources();
        try {
            return new Store(settings, database, create, resources);
        } catch (RocksDBException e) {
            resources.close();
            throw Words.failure(folder, "be opened", e);
        } catch (JournalException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    /** Whether there is no database yet. One with table files but without its root is damaged, not new. */
    private static boolean prepare(Path folder, Path database) throws JournalException {
        try {
            Files.createDirectories(folder);
            FormatFile.check(folder, isEmpty(folder));
            Files.createDirectories(database);
            Path root = database.resolve("CURRENT");
            if (Files.exists(root)) {
                return false;
            }
            try (Stream<Path> files = Files.list(database)) {
                if (files.anyMatch(file -> file.toString().endsWith(".sst"))) {
                    throw new JournalException("The view in " + folder + " is damaged, and was left as it is: " + root
                            + " is missing, though there are table files");
                }
            }
            return true;
        } catch (IOException e) {
            throw new JournalException("The view's folder " + folder + " cannot be read or written: " + e, e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.getFileName().toString().startsWith(FormatFile.NAME));
        }
    }

    private Store(Settings settings, Path database, boolean create, Resources resources)
            throws RocksDBException, JournalException {
        this.resources = resources;
        DBOptions options = Tuning.database(settings, create, resources);
        tableOptions = Tuning.table(settings, resources);
        withoutLog = resources.add(new WriteOptions()).setDisableWAL(true);
        andWait = resources.add(new FlushOptions()).setWaitForFlush(true);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (byte[] name : create ? List.of(RocksDB.DEFAULT_COLUMN_FAMILY) : families(database)) {
            descriptors.add(new ColumnFamilyDescriptor(name, tableOptions));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        db = resources.add(RocksDB.open(options, database.toString(), descriptors, handles));
        handles.forEach(resources::add);
        meta = handles.get(indexOfMeta(descriptors));
        for (int i = 0; i < handles.size(); i++) {
            String name = text(descriptors.get(i).getName());
            if (name.startsWith(TABLE)) {
                families.put(name.substring(TABLE.length()), handles.get(i));
            }
        }
        durable = new Durable(db);
        try {
            readMeta(settings.folder());
        } catch (RocksDBException | JournalException e) {
            durable.release();
            throw e;
        }
        reclaimer = new Reclaimer(db);
    }

    private static List<byte[]> families(Path database) throws RocksDBException {
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, database.toString());
        }
    }

    private static int indexOfMeta(List<ColumnFamilyDescriptor> descriptors) {
        int index = 0;
        while (!Arrays.equals(descriptors.get(index).getName(), RocksDB.DEFAULT_COLUMN_FAMILY)) {
            index++;
        }
        return index;
    }

    private void readMeta(Path folder) throws RocksDBException, JournalException {
        byte[] stored = db.get(meta, durable.options(), POSITION);
        position = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        visit(
                meta,
                durable,
                bytes(TABLE),
                null,
                (mark, none) -> tables.add(text(mark).substring(TABLE.length())));
        for (String table : tables) {
            if (stored == null || !families.containsKey(table)) {
                throw new JournalException("The view in " + folder + " is damaged, and was left as it is: "
                        + (stored == null ? "it has no position" : "table '" + table + "' is missing"));
            }
        }
    }

    long position() {
        return position;
    }

    Set<String> tables() {
        return Set.copyOf(tables);
    }

    byte[] get(String table, byte[] key) throws RocksDBException {
        ColumnFamilyHandle family = families.get(table);
        if (family == null) {
            return null;
        }
        Durable now = hold();
        try {
            return db.get(family, now.options(), key);
        } finally {
            now.release();
        }
    }

    void scan(String table, byte[] from, byte[] to, View.Visitor visitor) throws RocksDBException {
        ColumnFamilyHandle family = families.get(table);
        if (family == null) {
            return;
        }
        Durable now = hold();
        try {
            visit(family, now, from, to, visitor);
        } finally {
            now.release();
        }
    }

    private Durable hold() {
        Durable now = durable;
        while (!now.hold()) {
            now = durable;
        }
        return now;
    }

    private void visit(ColumnFamilyHandle family, Durable now, byte[] from, byte[] to, View.Visitor visitor)
            throws RocksDBException {
        try (ReadOptions options = now.iteratorOptions();
                Slice end = to == null ? null : new Slice(to)) {
            if (end != null) {
                options.setIterateUpperBound(end);
            } else {
                // The rest of a table is read once, at a start; what the cache has is needed more.
                options.setFillCache(false);
            }
            try (RocksIterator entry = db.newIterator(family, options)) {
                byte[] room = new byte[ROOM];
                entry.seek(from);
                while (entry.isValid() && visitor.visit(key(entry, room), value(entry, room))) {
                    entry.next();
                }
                // An iterator ends at an error as it ends at the end.
                entry.status();
            }
        }
    }

    private static byte[] key(RocksIterator entry, byte[] room) {
        int length = entry.key(room);
        return length <= ROOM ? Arrays.copyOf(room, length) : entry.key();
    }

    private static byte[] value(RocksIterator entry, byte[] room) {
        int length = entry.value(room);
        return length <= ROOM ? Arrays.copyOf(room, length) : entry.value();
    }

    /** Bytes of all files with tables; 0 where RocksDB does not say. */
    long size() {
        try {
            return db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
        } catch (RocksDBException e) {
            return 0;
        }
    }

    /** Returns when all is durable; after an exception this opening takes no more writes. */
    void write(ViewChanges changes, long newPosition) throws RocksDBException {
        Set<String> marks = new HashSet<>();
        List<ViewChanges.DeleteRange> ranges = new ArrayList<>();
        try (WriteBatch batch = new WriteBatch()) {
            fill(batch, changes, marks, ranges);
            for (String table : marks) {
                batch.put(meta, bytes(TABLE + table), new byte[0]);
            }
            batch.put(
                    meta,
                    POSITION,
                    ByteBuffer.allocate(Long.BYTES).putLong(newPosition).array());
            db.write(withoutLog, batch);
            List<ColumnFamilyHandle> all = new ArrayList<>(families.values());
            all.add(meta);
            db.flush(andWait, all);
            tables.addAll(marks);
        }
        position = newPosition;
        Durable before = durable;
        durable = new Durable(db);
        before.release();
        reclaim(ranges);
    }

    private void fill(WriteBatch batch, ViewChanges changes, Set<String> marks, List<ViewChanges.DeleteRange> ranges)
            throws RocksDBException {
        RocksDBException[] failure = {null};
        changes.forEach(change -> {
            try {
                if (failure[0] == null) {
                    add(batch, change, marks, ranges);
                }
            } catch (RocksDBException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private void add(
            WriteBatch batch, ViewChanges.Change change, Set<String> marks, List<ViewChanges.DeleteRange> ranges)
            throws RocksDBException {
        if (change instanceof ViewChanges.Put put) {
            if (!tables.contains(put.table())) {
                marks.add(put.table());
            }
            batch.put(familyFor(put.table()), put.key(), put.value());
            return;
        }
        ColumnFamilyHandle family = families.get(change.table());
        if (family == null) {
            return;
        }
        if (change instanceof ViewChanges.Delete delete) {
            batch.delete(family, delete.key());
        } else if (change instanceof ViewChanges.DeleteRange range && !isEmpty(range)) {
            batch.deleteRange(family, range.from(), range.to());
            ranges.add(range);
        }
    }

    private ColumnFamilyHandle familyFor(String table) throws RocksDBException {
        ColumnFamilyHandle family = families.get(table);
        if (family == null) {
            family = resources.add(
                    db.createColumnFamily(new ColumnFamilyDescriptor(bytes(TABLE + table), tableOptions)));
            families.put(table, family);
        }
        return family;
    }

    /** RocksDB rejects a range whose end lies before its start, when half of the batch is in memory already. */
    private static boolean isEmpty(ViewChanges.DeleteRange range) {
        return Arrays.compareUnsigned(range.from(), range.to()) >= 0;
    }

    private void reclaim(List<ViewChanges.DeleteRange> ranges) {
        ranges.forEach(range -> reclaimer.deleted(families.get(range.table()), range.from(), range.to()));
    }

    /** The folder's part that {@link #open} does not make. */
    void copyTo(Path folder) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(folder.resolve(DATABASE).toString());
        }
    }

    /** Ends RocksDB's own work, so that what a failed write left in memory cannot become durable later. */
    void stopBackgroundWork() {
        db.cancelAllBackgroundWork(false);
    }

    @Override
    public void close() {
        reclaimer.close();
        db.cancelAllBackgroundWork(true);
        durable.release();
        resources.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
