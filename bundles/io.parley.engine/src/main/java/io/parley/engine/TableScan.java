package io.parley.engine;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Visits a whole table of the view, for participants that {@linkplain Participant#load load} what may be a million rows: while the calling thread
 * takes some up, another one reads the next. At most {@value #AHEAD} portions of {@value #PORTION} rows are ahead.
 */
public final class TableScan {

    private static final int PORTION = 1_024;
    private static final int AHEAD = 4;

    /** Behind the last portion. */
    private static final Portion END = new Portion();

    private static final class Portion {
        private final List<byte[]> keys = new ArrayList<>(PORTION);
        private final List<byte[]> values = new ArrayList<>(PORTION);
    }

    /** Takes up a row; the arrays are its own. */
    @FunctionalInterface
    public interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    private final View view;
    private final String table;
    private final BlockingQueue<Portion> ahead = new ArrayBlockingQueue<>(AHEAD);

    /** Why reading ended early; set before the end is told. */
    private Exception failure;

    private TableScan(View view, String table) {
        this.view = view;
        this.table = table;
    }

    /**
     * Visits all rows, in the order of their keys, on the calling thread.
     *
     * @throws JournalException when they cannot be read; what the visitor throws ends the visit, too
     */
    public static void all(View view, String table, Visitor visitor) throws JournalException {
        new TableScan(view, table).visit(visitor);
    }

    private void visit(Visitor visitor) throws JournalException {
        Thread reader = new Thread(this::read, "parley-read-" + table);
        reader.setDaemon(true);
        reader.start();
        try {
            for (Portion next = ahead.take(); next != END; next = ahead.take()) {
                for (int i = 0; i < next.keys.size(); i++) {
                    visitor.visit(next.keys.get(i), next.values.get(i));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while the table " + table + " was read", e);
        } finally {
            reader.interrupt();
        }
        if (failure instanceof JournalException unreadable) {
            throw unreadable;
        }
        if (failure != null) {
            throw new JournalException("The table " + table + " cannot be read: " + failure, failure);
        }
    }

    /** On its own thread; an interrupt says that nobody wants more. */
    private void read() {
        Portion[] filling = {new Portion()};
        try {
            view.scan(table, new byte[0], null, (key, value) -> {
                filling[0].keys.add(key);
                filling[0].values.add(value);
                return filling[0].keys.size() < PORTION || handOver(filling);
            });
        } catch (JournalException | RuntimeException e) {
            failure = e;
        }
        if (handOver(filling)) {
            hand(END);
        }
    }

    private boolean handOver(Portion[] filling) {
        Portion full = filling[0];
        filling[0] = new Portion();
        return hand(full);
    }

    private boolean hand(Portion portion) {
        try {
            ahead.put(portion);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
