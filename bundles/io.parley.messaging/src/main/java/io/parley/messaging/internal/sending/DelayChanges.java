package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the view has not been told yet, or may not show yet, of the messages of one shard that wait for their time. Owned by the shard. */
final class DelayChanges {

    private final DelayTable table;
    private Part unwritten = new Part(0);

    /** What was collected. Others read it; so it is never changed. */
    private final List<Part> settling = new ArrayList<>(2);

    /** How often changes were collected. */
    private int collections;

    /** How many the view knows of. */
    private int written;

    /** Where the message of one is that waits. */
    private record Row(SendingOp.Delayed op, MessageRef ref) {}

    /**
     * What has changed since a collection.
     *
     * @param rows those that wait, by name
     * @param ends those that wait no longer
     */
    private record Part(Map<String, Row> rows, DelayEnds ends) {

        Part(int expectedEnds) {
            this(new HashMap<>(), new DelayEnds(expectedEnds));
        }

        boolean has(String name) {
            return rows.containsKey(name) || ends.has(name);
        }
    }

    DelayChanges(DelayTable table) {
        this.table = table;
    }

    /** The view has so many. */
    void loaded(int count) {
        written = count;
    }

    /** One waits that the view does not know. */
    void came(DelayedEntry entry) {
        entry.since = collections;
        changed(entry);
    }

    /** The view is to have one as it is now. */
    void changed(DelayedEntry entry) {
        unwritten.rows.put(entry.name(), new Row(entry.op, entry.ref));
    }

    /** One waits no longer. The view never hears of one that has come since the last collection. */
    void gone(DelayedEntry entry) {
        unwritten.rows.remove(entry.name());
        if (entry.since != collections) {
            unwritten.ends.add(entry.name(), entry.op.at());
        }
    }

    /** Whether the view may not show it as it is. */
    boolean unsettled(String name) {
        if (unwritten.has(name)) {
            return true;
        }
        for (int i = 0; i < settling.size(); i++) {
            if (settling.get(i).has(name)) {
                return true;
            }
        }
        return false;
    }

    /** @param count how many wait that the view is to have, all in all */
    void collect(ViewChanges into, int count) {
        Part part = unwritten;
        unwritten = new Part(part.ends.size());
        collections++;
        // A million rows would keep the shard from its work for seconds.
        into.later(changes -> tell(changes, part));
        settling.add(part);
        if (written != count) {
            written = count;
            table.count(into, count);
        }
    }

    private void tell(ViewChanges changes, Part part) {
        part.rows.values().forEach(row -> table.put(changes, row.op, row.ref));
        part.ends.forEach((name, at) -> table.delete(changes, name, at));
    }

    /** The view shows all that was collected. */
    void collected() {
        settling.clear();
    }
}
