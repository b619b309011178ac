package io.parley.engine;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.JournalState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A journal that, while a test says so, keeps what is handed over to itself. */
final class SlowJournal implements Journal {

    private final Journal journal;
    private final List<Append> kept = new ArrayList<>(); // guarded by this
    private boolean keeps; // guarded by this
    private Runnable meanwhile; // used by one thread

    SlowJournal(Journal journal) {
        this.journal = journal;
    }

    /** Runs that while the next batch is just being handed over, and before the journal has it. */
    void whileNext(Runnable task) {
        meanwhile = task;
    }

    synchronized void keep() {
        keeps = true;
    }

    synchronized List<Append> kept() {
        return List.copyOf(kept);
    }

    synchronized void go() {
        keeps = false;
        kept.forEach(journal::append);
        kept.clear();
    }

    /** Keeps batches only; checkpoints go on. */
    @Override
    public void append(Append append) {
        Runnable task = append instanceof Batch ? meanwhile : null;
        if (task != null) {
            meanwhile = null;
            task.run();
        }
        handOver(append);
    }

    private synchronized void handOver(Append append) {
        if (keeps && append instanceof Batch) {
            kept.add(append);
        } else {
            journal.append(append);
        }
    }

    @Override
    public long begin() {
        return journal.begin();
    }

    @Override
    public long end() {
        return journal.end();
    }

    @Override
    public JournalReader reader(long position) throws JournalException {
        return journal.reader(position);
    }

    @Override
    public ByteBuffer read(long position) throws JournalException {
        return journal.read(position);
    }

    @Override
    public void trim(long position) throws JournalException {
        journal.trim(position);
    }

    @Override
    public long epoch() {
        return journal.epoch();
    }

    @Override
    public JournalState state() {
        return journal.state();
    }

    @Override
    public long bytes() {
        return journal.bytes();
    }
}
