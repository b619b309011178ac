package io.parley.messaging.internal.sending;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.References;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The messages that wait for their time in one shard. In memory are those that are due next, those that the view does not show yet, packed where
 * they came long before their time, and those that could not be sent on; all others, which are due behind those, the view alone has. Owned by
 * the shard.
 */
final class DelaySlice {

    /** So many are left to the view in one go: others want something of the shard, too. */
    private static final int STEP = 256;

    private final References references;
    private final DelayTable table;
    private final DelayResidence residence;
    private final Ahead ahead;
    private final DelayChanges changes;
    private final DelayIndex all = new DelayIndex();

    /** Those that are sent on when their time comes; one that is on its way is not among them. */
    private final DelayLine near;

    /** Those due at or behind the border: not before what the view alone has. */
    private final TreeSet<DelayedEntry> far = new TreeSet<>();

    /** Nothing that the view alone has is due before; null when it has nothing alone. */
    private Due border;

    /** How many the view alone has. */
    private int cold;

    /** Durable ones in memory. */
    private int durable;

    private int postponed;

    private View view;

    /** Whether another one has taken over, or soon will. */
    private volatile boolean over;

    /** Counts how often the view, or what it alone has at the border, has changed. */
    private int generation;

    /** The last one at the border that was looked at for whether it goes. */
    private DelayedEntry leftTo;

    /** So many more are in memory than there should be, since the view had changed last. */
    private int excess;

    DelaySlice(References references, DelayTable table, DelayResidence residence, Ahead ahead, DelayPages pages) {
        this.references = references;
        this.table = table;
        this.residence = residence;
        this.ahead = ahead;
        this.changes = new DelayChanges(table, pages);
        this.near = new DelayLine(ahead);
    }

    /** Takes up what the view has, which stays there. */
    void load(View from) throws JournalException {
        view = from;
        cold = table.count(view);
        changes.loaded(cold);
        border = cold == 0 ? null : Due.FIRST;
    }

    /** Nothing of it is sent on or cancelled from now on. Any thread. */
    void end() {
        over = true;
    }

    /** Any thread. */
    boolean isOver() {
        return over;
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
        return resident() + cold;
    }

    int resident() {
        return all.size() + changes.packed();
    }

    private void put(DelayedEntry entry) {
        all.add(entry);
        boolean behind = border != null && entry.op.durable() && entry.due().compareTo(border) >= 0;
        if (behind) {
            far.add(entry);
        } else {
            near.add(entry);
        }
        durable += entry.op.durable() ? 1 : 0;
    }

    private void take(DelayedEntry entry) {
        all.remove(entry);
        if (!near.remove(entry)) {
            far.remove(entry);
        }
        durable -= entry.op.durable() ? 1 : 0;
        postponed -= entry.postponed ? 1 : 0;
        entry.ref.release();
        ahead.bytes(-entry.forget());
        if (entry.returned) {
            ahead.entries(-1);
        }
    }

    /** False when there was no room for it in memory, and it is nowhere else. */
    boolean add(DelayedEntry entry, long now) {
        if (!entry.op.durable() && entry.ref.message() == null) {
            entry.ref.release();
            return false;
        }
        if (entry.op.durable() && entry.op.at() - now > DelayResidence.PACKED_MILLIS) {
            references.added(entry.ref.position());
            changes.pack(entry);
            entry.ref.release();
            return true;
        }
        put(entry);
        if (entry.op.durable()) {
            references.added(entry.ref.position());
            changes.came(entry);
        }
        return true;
    }

    boolean has(DelayedEntry entry) {
        return all.has(entry);
    }

    /**
     * The entry, in memory from now on; null when there is none. It waits for the disk where the view alone has it, which is the exception:
     * at a start, and for a message that is copied forward.
     */
    private DelayedEntry resident(String name) {
        DelayedEntry there = all.get(name);
        if (there != null) {
            return there;
        }
        DelayedEntry packed = changes.take(name);
        if (packed != null) {
            put(packed);
        }
        if (packed != null || cold == 0 || changes.unsettled(name)) {
            return packed;
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
        entry.since = -1;
        entry.returned = true;
        ahead.entries(1);
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
            changes.gone(gone);
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
        changes.changed(entry);
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

    /**
     * Those whose time has come and whose messages are at hand, as many as may go together. Each is busy from now on, and on its way until
     * it is {@link #remove removed} or {@link #postpone postponed}.
     */
    List<DelayedEntry> due(long now, int most) {
        List<DelayedEntry> due = near.due(now, most);
        due.forEach(entry -> entry.busy++);
        return due;
    }

    /** Whether one can be sent on now. */
    boolean isDue(long now) {
        return near.isDue(now);
    }

    void postpone(DelayedEntry entry, long to) {
        if (has(entry)) {
            far.remove(entry);
            leftTo = leftTo == entry ? null : leftTo;
            postponed += entry.postponed ? 0 : 1;
            ahead.bytes(-entry.forget());
            near.postpone(entry, to);
        }
    }

    /** Those due soon whose messages have to be read, as many as may be read together; {@link #read} is to follow. */
    List<DelayedEntry> unread(long now) {
        return near.unread(now);
    }

    /** The journal has answered for one that was {@link #unread}; one that was moved meanwhile is read again. */
    void read(DelayedEntry entry, MessageRef from, CompletableFuture<Message> message) {
        entry.reading = false;
        if (has(entry) && entry.ref == from) {
            near.read(entry, message);
        }
    }

    /** When the next one can be sent on, or something is to be made ready for that; {@link Long#MAX_VALUE} while nothing waits for the clock. */
    long next(long now) {
        long unpacked = DelayLine.later(changes.earliest() - DelayResidence.UNPACKED_MILLIS, now);
        long next = Math.min(near.next(now), unpacked);
        return border == null ? next : Math.min(next, DelayLine.later(border.at() - DelayResidence.AHEAD_MILLIS, now));
    }

    /** Where to read on in the view; null when there is enough in memory, or nothing else. */
    Due wanted(long now) {
        if (cold == 0 || postponed >= residence.postponed()) {
            return null;
        }
        boolean soon = border.at() <= now + DelayResidence.AHEAD_MILLIS && ahead.hasRoomForEntries();
        return soon || kept() < residence.few() ? border : null;
    }

    /** How many are in memory as they are due next, roughly. */
    private int kept() {
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
            if (all.get(entry.name()) == null && !changes.unsettled(entry.name())) {
                back(entry);
            }
        }
    }

    /** All in memory whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<DelayedEntry> find(String prefix) {
        changes.takeAll(prefix).forEach(this::put);
        return all.find(prefix);
    }

    void collect(ViewChanges into) {
        changes.collect(into, durable + changes.packed() + cold);
    }

    /** The view shows all that was collected; {@link #letGo} is to follow. */
    void collected() {
        generation++;
        Due from = new Due(changes.settling(), "");
        int alone = changes.collected();
        cold += alone;
        if (alone > 0 && (border == null || from.compareTo(border) < 0)) {
            border = from;
            far.addAll(near.behind(from));
        }
        leftTo = null;
        excess = kept() > residence.many() ? kept() - residence.page() : 0;
    }

    /** Some of what is packed and due soon is no longer packed. Returns whether there is more. */
    boolean unpack(long now) {
        if (changes.isSoon(now)) {
            changes.takeSoon(now, STEP).forEach(this::put);
        }
        return changes.isSoon(now);
    }

    /** What is not needed soon is left to the view: some of it. Returns whether there is more. */
    boolean letGo(long now) {
        List<DelayedEntry> some = new ArrayList<>();
        for (DelayedEntry entry : leftTo == null ? far : far.tailSet(leftTo, false)) {
            if (some.size() == STEP) {
                break;
            }
            some.add(entry);
        }
        boolean more = some.size() == STEP;
        if (more) {
            leftTo = some.get(STEP - 1);
        } else {
            List<DelayedEntry> last = last(Math.min(excess, STEP), now);
            more = !last.isEmpty();
            some.addAll(last);
        }
        some.forEach(this::letGo);
        if (cold > 0 || !more) {
            joinFar();
        }
        return more;
    }

    private void letGo(DelayedEntry entry) {
        if (entry.busy == 0 && !entry.ending && !entry.reading && !changes.unsettled(entry.name())) {
            take(entry);
            cold++;
        }
    }

    /** So many that come last, at the most, which are not due soon: the border is before them now. */
    private List<DelayedEntry> last(int most, long now) {
        List<DelayedEntry> last = near.last(most, now + DelayResidence.AHEAD_MILLIS);
        if (!last.isEmpty()) {
            excess -= last.size();
            generation++;
            border = last.get(last.size() - 1).due();
            far.addAll(last);
        }
        return last;
    }
}
