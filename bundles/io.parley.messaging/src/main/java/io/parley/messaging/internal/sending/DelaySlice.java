package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.References;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The messages that wait for their time in one shard. In memory are those that are due next, those that the view does not show yet, and those
 * that could not be sent on; all others, which are due behind those, the view alone has. Owned by the shard.
 */
final class DelaySlice {

    private static final Comparator<DelayedEntry> BY_TIME =
            Comparator.comparingLong(DelayedEntry::dueAt).thenComparing(DelayedEntry::due);

    private final References references;
    private final DelayTable table;
    private final DelayResidence residence;
    private final TreeMap<String, DelayedEntry> all = new TreeMap<>();

    /** Those that are sent on when their time comes; one that is on its way is not among them. */
    private final TreeSet<DelayedEntry> near = new TreeSet<>(BY_TIME);

    /** Those due at or behind the border: not before what the view alone has. */
    private final TreeSet<DelayedEntry> far = new TreeSet<>(BY_TIME);

    /** What the view still has to be told of: names, and when those are due. */
    private Map<String, Long> unwritten = new HashMap<>();

    /** What was collected, and the view may not show yet. */
    private Map<String, Long> settling = Map.of();

    /** Nothing that the view alone has is due before; null when it has nothing alone. */
    private Due border;

    /** How many the view alone has. */
    private int cold;

    /** Durable ones in memory. */
    private int durable;

    private int postponed;

    /** How many the view knows of. */
    private int written;

    private View view;

    /** Counts how often the view has changed. */
    private int generation;

    DelaySlice(References references, DelayTable table, DelayResidence residence) {
        this.references = references;
        this.table = table;
        this.residence = residence;
    }

    /** Takes up what the view has, which stays there. */
    void load(View from) throws JournalException {
        view = from;
        written = table.count(view);
        cold = written;
        border = cold == 0 ? null : Due.FIRST;
    }

    View view() {
        return view;
    }

    DelayTable table() {
        return table;
    }

    int generation() {
        return generation;
    }

    int size() {
        return all.size() + cold;
    }

    int resident() {
        return all.size();
    }

    private void put(DelayedEntry entry) {
        all.put(entry.name(), entry);
        boolean behind = border != null && entry.op.durable() && entry.due().compareTo(border) >= 0;
        (behind ? far : near).add(entry);
        durable += entry.op.durable() ? 1 : 0;
    }

    private void take(DelayedEntry entry) {
        all.remove(entry.name());
        if (!near.remove(entry)) {
            far.remove(entry);
        }
        durable -= entry.op.durable() ? 1 : 0;
        postponed -= entry.postponed ? 1 : 0;
        entry.ref.release();
    }

    /** False when there was no room for it in memory, and it is nowhere else. */
    boolean add(DelayedEntry entry) {
        if (!entry.op.durable() && entry.ref.message() == null) {
            entry.ref.release();
            return false;
        }
        put(entry);
        if (entry.op.durable()) {
            references.added(entry.ref.position());
            unwritten.put(entry.name(), entry.op.at());
        }
        return true;
    }

    boolean has(DelayedEntry entry) {
        return all.get(entry.name()) == entry;
    }

    private boolean unsettled(String name) {
        return unwritten.containsKey(name) || settling.containsKey(name);
    }

    /**
     * The entry, in memory from now on; null when there is none. It waits for the disk where the view alone has it, which is the exception:
     * at a start, and for a message that is copied forward.
     */
    private DelayedEntry resident(String name) {
        DelayedEntry there = all.get(name);
        if (there != null || cold == 0 || unsettled(name)) {
            return there;
        }
        DelayedEntry read;
        try {
            read = table.get(view, name);
        } catch (JournalException e) {
            throw new IllegalStateException("What waits for its time cannot be read: " + e.getMessage(), e);
        }
        if (read != null) {
            back(read);
        }
        return read;
    }

    /** One that the view alone had is in memory. */
    private void back(DelayedEntry entry) {
        put(entry);
        cold--;
    }

    boolean remove(String name, boolean maybeStored) {
        DelayedEntry gone = maybeStored ? resident(name) : all.get(name);
        if (gone == null) {
            return false;
        }
        take(gone);
        if (gone.op.durable()) {
            references.removed(gone.ref.position());
            unwritten.put(name, gone.op.at());
        }
        joinFar();
        return true;
    }

    void moved(String name, MessageRef to) {
        DelayedEntry entry = resident(name);
        if (entry == null) {
            to.release();
            return;
        }
        references.removed(entry.ref.position());
        references.added(to.position());
        entry.ref.release();
        entry.ref = to;
        unwritten.put(name, entry.op.at());
        joinFar();
    }

    /** What is due before the border is near. */
    private void joinFar() {
        if (cold == 0) {
            border = null;
            near.addAll(far);
            far.clear();
            return;
        }
        while (!far.isEmpty() && far.first().due().compareTo(border) < 0) {
            near.add(far.pollFirst());
        }
    }

    /** The next one to be sent on; null when there is none, or the view has those that are. */
    DelayedEntry first() {
        return near.isEmpty() ? null : near.first();
    }

    /** Those whose time has come. Each is busy from now on, and on its way until it is {@link #remove removed} or {@link #postpone postponed}. */
    List<DelayedEntry> due(long now, int most) {
        List<DelayedEntry> due = new ArrayList<>();
        while (due.size() < most && !near.isEmpty() && near.first().dueAt() <= now) {
            DelayedEntry entry = near.pollFirst();
            entry.busy++;
            due.add(entry);
        }
        return due;
    }

    void postpone(DelayedEntry entry, long to) {
        if (has(entry)) {
            if (!near.remove(entry)) {
                far.remove(entry);
            }
            postponed += entry.postponed ? 0 : 1;
            entry.postpone(to);
            near.add(entry);
        }
    }

    /** Where to read on in the view; null when there is enough in memory, or nothing else. */
    Due wanted() {
        return cold > 0 && next() < residence.few() && postponed < residence.postponed() ? border : null;
    }

    /** How many are in memory as they are due next, roughly. */
    private int next() {
        int notStored = all.size() - durable;
        return near.size() - postponed - notStored;
    }

    int page() {
        return residence.page();
    }

    /**
     * @param page the first {@link #page} of the view from the border on, and the view has not changed since they were read
     * @return how many others it should have, but has not
     */
    int paged(List<DelayedEntry> page) {
        int full = residence.page();
        border = page.size() < full ? null : page.get(full - 1).due().next();
        returned(page);
        int lacking = border == null ? cold : 0;
        cold -= lacking;
        joinFar();
        return lacking;
    }

    /** These were read from the view, which has not changed since. */
    void returned(List<DelayedEntry> read) {
        for (DelayedEntry entry : read) {
            if (!all.containsKey(entry.name()) && !unsettled(entry.name())) {
                back(entry);
            }
        }
    }

    /** All in memory whose names begin like that. */
    List<DelayedEntry> find(String prefix) {
        return List.copyOf(all.subMap(prefix, prefix + Character.MAX_VALUE).values());
    }

    void collect(ViewChanges into) {
        unwritten.forEach((name, at) -> {
            DelayedEntry entry = all.get(name);
            if (entry == null) {
                table.delete(into, name, at);
            } else {
                table.put(into, entry);
            }
        });
        if (settling.isEmpty()) {
            settling = unwritten;
        } else {
            settling.putAll(unwritten);
        }
        unwritten = new HashMap<>();
        int now = durable + cold;
        if (written != now) {
            written = now;
            table.count(into, now);
        }
    }

    /** The view shows all that was collected: what is not needed soon is left to it. */
    void collected() {
        generation++;
        settling = Map.of();
        Iterator<DelayedEntry> last = near.descendingIterator();
        for (int excess = next() > residence.many() ? next() - residence.page() : 0; excess > 0 && last.hasNext(); ) {
            DelayedEntry entry = last.next();
            if (entry.op.durable() && !entry.postponed) {
                last.remove();
                far.add(entry);
                border = entry.due();
                excess--;
            }
        }
        for (DelayedEntry entry : List.copyOf(far)) {
            if (entry.busy == 0 && !entry.ending && !unsettled(entry.name())) {
                take(entry);
                cold++;
            }
        }
        joinFar();
    }
}
