package io.parley.messaging.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryView;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A view in memory that counts how many rows of each table were looked at, and cannot be written or read while a test says so. */
final class CountingView implements View {

    private final View view = new MemoryView();
    private final Map<String, Integer> looked = new ConcurrentHashMap<>();

    /** So many writes succeed. */
    private final AtomicInteger writable = new AtomicInteger(Integer.MAX_VALUE);

    volatile boolean unreadable;

    /** No more than so many writes from now on succeed. */
    void writable(int writes) {
        writable.set(writes);
    }

    /** Rows of the table that were looked at since the last call, found or not. */
    int looked(String table) {
        Integer count = looked.remove(table);
        return count == null ? 0 : count;
    }

    @Override
    public long position() {
        return view.position();
    }

    @Override
    public byte[] get(String table, byte[] key) throws JournalException {
        check(unreadable);
        looked.merge(table, 1, Integer::sum);
        return view.get(table, key);
    }

    @Override
    public void scan(String table, byte[] from, byte[] to, Visitor visitor) throws JournalException {
        check(unreadable);
        view.scan(table, from, to, (key, value) -> {
            looked.merge(table, 1, Integer::sum);
            return visitor.visit(key, value);
        });
    }

    @Override
    public void write(ViewChanges changes, long position) throws JournalException {
        check(writable.getAndUpdate(left -> Math.max(0, left - 1)) == 0);
        view.write(changes, position);
    }

    private static void check(boolean fails) throws JournalException {
        if (fails) {
            throw new JournalException("the view's disk fails");
        }
    }

    @Override
    public Set<String> tables() {
        return view.tables();
    }
}
