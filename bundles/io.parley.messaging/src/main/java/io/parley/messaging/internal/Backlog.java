package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.spi.journal.ViewChanges;
import java.util.function.Consumer;

/**
 * What queue and inbox have in common: entries in order, what of them the view has, and how they and their messages come back into
 * memory. Entries are in memory, but for one range of sequences that the view alone may have. Owned by a shard.
 */
final class Backlog {

    /** Whose backlog it is. */
    interface Owner {

        /** For people. */
        String label();

        /** What the view is to know besides the entries. */
        EntryTable.Head head();

        /** Entries or a message have come into memory. On the shard. */
        void available();

        /** The view shows everything as it was collected last. On the shard. */
        default void settled() {}
    }

    private final EntryTable table;
    private final String name;
    private final ShardState home;
    private final Owner owner;
    private final ReadAhead messages;

    /** Entries that came back from the view, before those that are still there alone; null when there are none. */
    private SequenceRing<Entry> front;

    private final ColdEntries cold;

    /** The entries behind. */
    private SequenceRing<Entry> ring;

    /** Entries that are on the journal, wherever they are kept. */
    private int durable;

    /** Entries below it were handed to the view, unless they had left before. */
    private long collectedBelow;

    /** Entries below it are shown by the view. */
    private long shownBelow;

    private boolean headChanged;
    private boolean dirty;
    private boolean ended;

    /**
     * @param name in the table
     * @param first sequence
     */
    Backlog(EntryTable table, String name, ShardState home, long first, Owner owner) {
        this.table = table;
        this.name = name;
        this.home = home;
        this.owner = owner;
        this.messages = new ReadAhead(this, home);
        this.ring = new SequenceRing<>(first);
        this.cold = new ColdEntries(table, name, home, first);
        this.collectedBelow = first;
        this.shownBelow = first;
    }

    Owner owner() {
        return owner;
    }

    /** The entries behind those that the view alone has: all of them, unless the owner has called {@link #letGo}. */
    SequenceRing<Entry> ring() {
        return ring;
    }

    /** All entries, wherever they are. */
    int size() {
        return resident() + cold.count();
    }

    /** Those in memory. */
    int resident() {
        return ring.size() + (front == null ? 0 : front.size());
    }

    /** Those on the journal. */
    int durable() {
        return durable;
    }

    /** The sequence of the oldest entry, or one before; equal to {@link #next} when there is none. */
    long first() {
        if (front != null && front.size() > 0) {
            return front.first();
        }
        return cold.count() > 0 ? cold.from() : ring.first();
    }

    /** The sequence of the next entry to be added. */
    long next() {
        return ring.next();
    }

    /** Null when there is none of that sequence in memory. */
    Entry get(long sequence) {
        if (sequence >= cold.below()) {
            return ring.get(sequence);
        }
        return front == null ? null : front.get(sequence);
    }

    /** The first entry at or behind that sequence; null when there is none, or {@link #page} has to bring it back first. */
    Entry atOrBehind(long sequence) {
        Entry entry = front == null || sequence >= cold.from() ? null : front.atOrBehind(sequence);
        if (entry != null || cold.count() > 0 && sequence < cold.below()) {
            return entry;
        }
        return ring.atOrBehind(sequence);
    }

    boolean hasCold() {
        return cold.count() > 0;
    }

    /** Brings the oldest entries back that the view alone has, if there are any, and tells the owner. */
    void page() {
        cold.page(entries -> {
            if (ended) {
                return;
            }
            for (Entry entry : entries) {
                if (front == null) {
                    front = new SequenceRing<>(entry.sequence);
                }
                front.put(entry.sequence, entry);
            }
            owner.available();
        });
    }

    /** The plug-in for which the next message waits; empty when it does not. */
    String missing() {
        return messages.missing();
    }

    void add(Entry entry) {
        ring.add(entry);
        home.stored(1);
        if (entry.durable) {
            durable++;
            home.references().added(entry.ref.position());
            headChanged();
        }
    }

    /** Takes up an entry that the view has. */
    void restore(Entry entry) {
        ring.put(entry.sequence, entry);
        home.stored(1);
        durable++;
        collectedBelow = ring.next();
        shownBelow = collectedBelow;
    }

    void restoreHead(long next) {
        ring.skipTo(next);
        collectedBelow = Math.max(collectedBelow, next);
        shownBelow = collectedBelow;
    }

    /** Takes up a head, while the entries stay in the view. */
    void restoreCold(EntryTable.Head head) {
        restoreHead(head.next());
        cold.extend(head.first(), head.next(), head.count());
        durable = head.count();
    }

    /** The entry is gone for good; null when there is none of that sequence. */
    Entry remove(long sequence) {
        Entry entry = removeResident(sequence);
        if (entry == null) {
            entry = cold.remove(sequence);
        } else if (entry.inView) {
            cold.touch(sequence, null);
        }
        if (entry != null) {
            gone(entry);
        }
        return entry;
    }

    private Entry removeResident(long sequence) {
        if (sequence >= cold.below()) {
            return ring.remove(sequence);
        }
        return front == null ? null : front.remove(sequence);
    }

    private void gone(Entry entry) {
        home.stored(-1);
        if (entry.durable) {
            durable--;
            home.references().removed(entry.ref.position());
        }
        if (entry.inView) {
            headChanged();
        }
        entry.ref.release();
        entry.loaded = null;
    }

    /** What the client has is known; null when there is no such entry. */
    Entry received(long sequence) {
        Entry entry = find(sequence);
        if (entry != null) {
            entry.state = Entry.State.RECEIVED;
            changed(entry);
        }
        return entry;
    }

    /** The entry, wherever it is. */
    private Entry find(long sequence) {
        Entry entry = get(sequence);
        return entry == null ? cold.find(sequence) : entry;
    }

    /** What the view has of the entry is no longer all. */
    private void changed(Entry entry) {
        if (entry.inView) {
            cold.touch(entry.sequence, entry);
            dirty();
        }
    }

    void headChanged() {
        headChanged = true;
        dirty();
    }

    /** Sees to it that the owner hears of the next time the view is up to date. */
    void touch() {
        dirty();
    }

    private void dirty() {
        if (!dirty) {
            dirty = true;
            home.changed(this);
        }
    }

    /** The entries whose messages are on the journal below that position. */
    void stragglers(long below, Consumer<Entry> visitor) {
        for (Entry entry = ring.atOrBehind(0); entry != null; entry = ring.atOrBehind(entry.sequence + 1)) {
            if (entry.durable && entry.ref.position() < below) {
                visitor.accept(entry);
            } else if (entry.durable && !entry.moved) {
                // Later ones entered later, and moved ones were moved to where they are after that.
                return;
            }
        }
    }

    /** A copy of the entry's message is elsewhere now; the view tells so, and then the old one may go. */
    void moved(long sequence, MessageRef to) {
        Entry entry = find(sequence);
        if (entry == null) {
            to.release();
            return;
        }
        home.references().removed(entry.ref.position());
        home.references().added(to.position());
        entry.ref.release();
        entry.ref = to;
        entry.moved = true;
        changed(entry);
    }

    /** Only what is still there goes to the view; what came and went since the last time never does. */
    void collect(ViewChanges changes) {
        dirty = false;
        cold.collect(changes);
        ring.from(collectedBelow, entry -> {
            if (entry.durable) {
                table.put(changes, name, entry);
                entry.inView = true;
            }
        });
        collectedBelow = ring.next();
        if (ended) {
            table.deleteHead(changes, name);
        } else if (headChanged) {
            table.putHead(changes, name, owner.head());
        }
        headChanged = false;
    }

    /** The view shows what was collected last. */
    void collected() {
        shownBelow = collectedBelow;
        cold.collected();
        owner.settled();
    }

    /**
     * Leaves to the view alone what it shows as it is, from that sequence on: up to the newest entries, or, where one of them has to
     * stay, behind it.
     */
    void letGo(long from) {
        if (cold.reading() || ended) {
            return;
        }
        long begin = behindStaying(front, Math.max(from, first()));
        long end = shownBelow;
        if (cold.count() == 0) {
            begin = behindStaying(ring, begin);
        } else {
            begin = Math.min(begin, cold.from());
            Entry at = ring.atOrBehind(0);
            while (at != null && at.sequence < end) {
                end = mayGo(at) ? end : at.sequence;
                at = ring.atOrBehind(at.sequence + 1);
            }
        }
        if (begin < end) {
            letGo(begin, end);
        }
    }

    private void letGo(long begin, long end) {
        int before = resident();
        SequenceRing<Entry> kept = new SequenceRing<>(first());
        SequenceRing<Entry> behind = new SequenceRing<>(end);
        Consumer<Entry> sort = entry -> {
            if (entry.sequence < begin) {
                kept.put(entry.sequence, entry);
            } else if (entry.sequence >= end) {
                behind.put(entry.sequence, entry);
            } else {
                entry.ref.release();
                entry.loaded = null;
            }
        };
        if (front != null) {
            front.from(0, sort);
        }
        ring.from(0, sort);
        behind.skipTo(ring.next());
        front = kept.size() == 0 ? null : kept;
        ring = behind;
        cold.extend(cold.count() == 0 ? begin : Math.min(begin, cold.from()), end, before - resident());
    }

    /** The first sequence, not below that one, behind which every entry that the view shows may go. */
    private long behindStaying(SequenceRing<Entry> entries, long from) {
        long behind = from;
        Entry at = entries == null ? null : entries.atOrBehind(from);
        while (at != null && at.sequence < shownBelow) {
            behind = mayGo(at) ? behind : at.sequence + 1;
            at = entries.atOrBehind(at.sequence + 1);
        }
        return behind;
    }

    private boolean mayGo(Entry entry) {
        boolean quiet = entry.state != Entry.State.ENDING && entry.state != Entry.State.UNREADABLE && !entry.loading;
        return entry.inView && quiet && !cold.unsettled(entry.sequence);
    }

    /** Whether the view has everything, and nothing is under way. */
    boolean parked() {
        return resident() == 0
                && !dirty
                && !ended
                && !cold.reading()
                && cold.settled()
                && missing().isEmpty();
    }

    /** All entries are gone for good, and so is the name. Those that the view alone has are read once more for that. */
    void end() {
        while (front != null && front.size() > 0) {
            remove(front.first());
        }
        cold.removeAll(this::gone);
        while (ring.size() > 0) {
            remove(ring.first());
        }
        ended = true;
        headChanged();
    }

    /**
     * The entry's message; null when it has to be read first. Then the owner is told once it is there, and those behind it are
     * read along.
     */
    Message message(Entry entry) {
        Message message = entry.message();
        if (message == null) {
            messages.read(entry.sequence);
        }
        return message;
    }
}
