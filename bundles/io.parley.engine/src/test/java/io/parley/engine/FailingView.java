package io.parley.engine;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryView;
import java.util.Set;

/** A view that cannot be written while a test says so, or takes its time. */
final class FailingView implements View {

    private final View view = new MemoryView();
    volatile boolean fails;

    /** Run before each write. */
    volatile Runnable before = () -> {};

    @Override
    public long position() {
        return view.position();
    }

    @Override
    public byte[] get(String table, byte[] key) throws JournalException {
        return view.get(table, key);
    }

    @Override
    public void scan(String table, byte[] from, byte[] to, Visitor visitor) throws JournalException {
        view.scan(table, from, to, visitor);
    }

    @Override
    public void write(ViewChanges changes, long position) throws JournalException {
        if (fails) {
            throw new JournalException("view disk full");
        }
        before.run();
        view.write(changes, position);
    }

    @Override
    public Set<String> tables() {
        return view.tables();
    }
}
