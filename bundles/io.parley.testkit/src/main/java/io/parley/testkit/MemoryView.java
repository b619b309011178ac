package io.parley.testkit;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.journal.ViewChanges.Change;
import io.parley.spi.journal.ViewChanges.Delete;
import io.parley.spi.journal.ViewChanges.DeleteRange;
import io.parley.spi.journal.ViewChanges.Put;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A view in heap, for tests: everything the SPI asks for but durability. */
public final class MemoryView implements View {

    private final Map<String, NavigableMap<byte[], byte[]>> tables = new TreeMap<>();
    private long position;

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized byte[] get(String table, byte[] key) {
        byte[] value = table(table).get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void scan(String table, byte[] from, byte[] to, Visitor visitor) {
        for (Map.Entry<byte[], byte[]> entry : snapshot(table, from, to).entrySet()) {
            if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public synchronized void write(ViewChanges changes, long position) throws JournalException {
        if (position < this.position) {
            throw new JournalException("view is at position " + this.position + " and cannot go back to " + position);
        }
        changes.forEach(this::apply);
        this.position = position;
    }

    @Override
    public synchronized Set<String> tables() {
        return Set.copyOf(tables.keySet());
    }

    private void apply(Change change) {
        NavigableMap<byte[], byte[]> table =
                tables.computeIfAbsent(change.table(), name -> new TreeMap<>(Arrays::compareUnsigned));
        if (change instanceof Put put) {
            table.put(put.key(), put.value());
        } else if (change instanceof Delete delete) {
            table.remove(delete.key());
        } else if (change instanceof DeleteRange range && Arrays.compareUnsigned(range.from(), range.to()) < 0) {
            table.subMap(range.from(), true, range.to(), false).clear();
        }
    }

    private synchronized NavigableMap<byte[], byte[]> snapshot(String table, byte[] from, byte[] to) {
        NavigableMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
        if (to == null) {
            copy.putAll(table(table).tailMap(from, true));
        } else if (Arrays.compareUnsigned(from, to) < 0) {
            copy.putAll(table(table).subMap(from, true, to, false));
        }
        return copy;
    }

    private NavigableMap<byte[], byte[]> table(String name) {
        NavigableMap<byte[], byte[]> table = tables.get(name);
        return table == null ? new TreeMap<>(Arrays::compareUnsigned) : table;
    }
}
