package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.messaging.internal.sending.DelayRows.Order;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the view has not been told yet, or may not show yet, of the messages of one shard that wait for their time. Owned by the shard. */
final class DelayChanges {

    private final DelayTable table;
    private final DelayPages pages;
    private Part unwritten;

    /** What was collected. Others read it; so it is never changed. */
    private final List<Part> settling = new ArrayList<>(2);

    /** How often changes were collected. */
    private int collections;

    private int packed;

    /** How many the view knows of. */
    private int written;

    /** Where the message of one is that waits. */
    private record Row(SendingOp.Delayed op, MessageRef ref) {}

    /**
     * What has changed since a collection.
     *
     * @param rows those that wait, by name
     * @param pack those that wait, and are packed
     * @param ends those that wait no longer
     */
    private record Part(Map<String, Row> rows, DelayPack pack, DelayRows ends) {

        Part(DelayPages from) {
            this(new HashMap<>(), new DelayPack(from), new DelayRows(from));
        }

        boolean has(String name) {
            return rows.containsKey(name) || pack.had(name) || ends.has(name);
        }
    }

    DelayChanges(DelayTable table, DelayPages pages) {
        this.table = table;
        this.pages = pages;
        this.unwritten = new Part(pages);
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

    /** As {@link #came}, for one that is kept here alone until the view shows it, or it is {@link #take taken out}. */
    void pack(DelayedEntry entry) {
        unwritten.pack.add(entry.op, entry.ref);
        packed++;
    }

    /** How many are packed. A little behind on other threads than the shard's. */
    int packed() {
        return packed;
    }

    /** Nothing that is packed is due before. */
    long earliest() {
        return Math.min(unwritten.pack.earliest(), settling());
    }

    /** Nothing that is packed and was collected is due before. */
    long settling() {
        long earliest = Long.MAX_VALUE;
        for (Part part : settling) {
            earliest = Math.min(earliest, part.pack.earliest());
        }
        return earliest;
    }

    /** One that is packed, and is no longer from now on; null when there is none of that name. */
    DelayedEntry take(String name) {
        List<DelayedEntry> taken = take(pack -> pack.take(name));
        return taken.isEmpty() ? null : taken.get(0);
    }

    /** As {@link #take}, for all whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<DelayedEntry> takeAll(String prefix) {
        return take(pack -> pack.takeAll(prefix));
    }

    /** Whether something that is packed is due so soon that it has to be {@link #takeSoon taken out}. */
    boolean isSoon(long now) {
        return earliest() <= now + DelayResidence.UNPACKED_MILLIS;
    }

    /** As {@link #take}, for what is due soon, so many of each collection, at the most. */
    List<DelayedEntry> takeSoon(long now, int most) {
        long before = now + 2 * DelayResidence.UNPACKED_MILLIS;
        return take(pack -> pack.earliest() < before ? pack.takeSoon(before, most) : List.of());
    }

    private List<DelayedEntry> take(Function<DelayPack, List<DelayedEntry>> taking) {
        List<DelayedEntry> taken = new ArrayList<>(taking.apply(unwritten.pack));
        taken.forEach(this::came);
        for (int i = 0; i < settling.size(); i++) {
            for (DelayedEntry one : taking.apply(settling.get(i).pack)) {
                // The view will show it, or does.
                one.since = -1;
                taken.add(one);
            }
        }
        packed -= taken.size();
        return taken;
    }

    /** The view is to have one as it is now. */
    void changed(DelayedEntry entry) {
        unwritten.rows.put(entry.name(), new Row(entry.op, entry.ref));
    }

    /** One waits no longer. The view never hears of one that has come since the last collection. */
    void gone(DelayedEntry entry) {
        unwritten.rows.remove(entry.name());
        if (entry.since != collections) {
            unwritten.ends.add(entry.op, entry.ref);
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
        unwritten = new Part(pages);
        collections++;
        DelayPack.Visit packed = part.pack.visit();
        // A million rows would keep the shard from its work for seconds.
        into.later(changes -> tell(changes, part, packed));
        settling.add(part);
        if (written != count) {
            written = count;
            table.count(into, count);
        }
    }

    private void tell(ViewChanges changes, Part part, DelayPack.Visit packed) {
        part.rows.values().forEach(row -> {
            table.putDue(changes, row.op, row.ref);
            table.putName(changes, row.op.name(), row.op.at());
        });
        // Each table in its own order, which takes the view half of the time.
        packed.each(Order.TIMES, (op, ref) -> table.putDue(changes, op, ref));
        packed.each(Order.NAMES, (op, ref) -> table.putName(changes, op.name(), op.at()));
        DelayRows ends = part.ends;
        ends.each(Order.TIMES, row -> table.deleteDue(changes, ends.name(row), ends.at(row)));
        ends.each(Order.NAMES, row -> table.deleteName(changes, ends.name(row)));
    }

    /**
     * The view shows all that was collected.
     *
     * @return how many it has alone from now on, as they are no longer packed
     */
    int collected() {
        int before = packed;
        packed = unwritten.pack.size();
        for (Part part : settling) {
            part.pack.end();
            part.ends.end();
        }
        settling.clear();
        return before - packed;
    }
}
