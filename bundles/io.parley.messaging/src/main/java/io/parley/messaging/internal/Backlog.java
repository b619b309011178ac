package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.Releases;
import io.parley.spi.journal.ViewChanges;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * What queue and inbox have in common: entries in order, what of them the view has, and how they and their messages come back into
 * memory. Entries are in memory, but for one range of sequences that the view alone may have. Owned by a shard.
 */
final class Backlog {

    /** Whose backlog it is. */
    interface Owner {

        /** For people. */
        String label();

        /** For lines about it. */
        Logger log();

        /** What the view is to know besides the entries. */
        EntryTable.Head head();

        /** An entry that the view alone had is in memory again. On the shard, before {@link #available}. */
        default void back(Entry entry) {}

        /** Entries or a message have come into memory. On the shard. */
        void available();

        /** The view shows everything as it was collected last. On the shard. */
        default void settled() {}
    }

    private final ShardState home;
    private final Owner owner;
    private final ReadAhead messages;

    private final Residents residents;
    private final Stock stock;
    private final BacklogRows rows;
    private final ColdEntries cold;

    private boolean headChanged;
    private boolean dirty;
    private boolean ended;

    /**
     * @param name in the table
     * @param first sequence
     * @param page entries that come back from the view at a time
     * @param plan of reading their messages
     */
    Backlog(EntryTable table, String name, ShardState home, long first, Owner owner, int page, ReadAhead.Plan plan) {
        this.home = home;
        this.owner = owner;
        this.messages = new ReadAhead(this, home, plan);
        this.residents = new Residents(first);
        this.stock = new Stock(home, table);
        this.rows = new BacklogRows(table, name, first);
        this.cold = new ColdEntries(rows, home, first, page);
    }

    Owner owner() {
        return owner;
    }

    /** All entries, wherever they are. */
    int size() {
        return residents.size() + cold.count();
    }

    /** Those in memory. */
    Residents residents() {
        return residents;
    }

    /** How much all of them are. */
    Stock stock() {
        return stock;
    }

    /** The sequence of the oldest entry, or one before; equal to {@link #next} when there is none. */
    long first() {
        return cold.count() == 0 || residents.hasFront() ? residents.first() : cold.from();
    }

    /** The sequence of the next entry to be added. */
    long next() {
        return residents.next();
    }

    /** Null when there is none of that sequence in memory. */
    Entry get(long sequence) {
        return residents.get(sequence);
    }

    /** The first entry at or behind that sequence; null when there is none, or {@link #page} has to bring it back first. */
    Entry atOrBehind(long sequence) {
        Entry entry = residents.frontAtOrBehind(sequence);
        return entry != null || isCold(sequence) ? entry : residents.atOrBehind(sequence);
    }

    /** Whether the view alone may have entries at or shortly behind that sequence, before any in memory. */
    boolean isCold(long sequence) {
        return cold.count() > 0 && sequence < cold.below() && residents.frontAtOrBehind(sequence) == null;
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
                residents.putFront(entry);
                owner.back(entry);
            }
            owner.available();
        });
    }

    /** As {@link #page}, where the view alone has entries below that sequence. */
    void ahead(long sequence) {
        if (cold.count() > 0 && cold.from() < sequence) {
            page();
        }
    }

    /** What stands for the entry in memory, if there is anything; else the entry itself. */
    Entry resident(Entry entry) {
        Entry there = get(entry.sequence);
        return there == null ? entry : there;
    }

    /** Reads some of those that the view alone has from that sequence on; they stay where they are. */
    void peek(long sequence, Consumer<ColdEntries.Page> look) {
        cold.peek(sequence, look);
    }

    /** The plug-in for which the next message waits; empty when it does not. */
    String missing() {
        return messages.missing();
    }

    void add(Entry entry) {
        residents.add(entry);
        stock.came(entry);
        if (entry.durable) {
            headChanged();
        }
    }

    /** The sequence of the next entry to be added, unless that is given already. */
    void skipTo(long sequence) {
        residents.skipTo(sequence);
        headChanged();
    }

    /** Takes up an entry that the view has. */
    void restore(Entry entry) {
        residents.put(entry);
        stock.restored(entry);
        rows.restored(residents.next());
    }

    void restoreHead(long next) {
        residents.skipTo(next);
        rows.restored(next);
    }

    /** Takes up a head, while the entries stay in the view. */
    void restoreCold(EntryTable.Head head) {
        restoreHead(head.next());
        cold.extend(head.first(), head.next(), head.count());
        residents.border(head.next());
        stock.restored(head);
    }

    /** The entry is gone for good; null when there is none of that sequence. */
    Entry remove(long sequence) {
        Releases gone = new Releases();
        Entry entry = remove(sequence, gone);
        gone.end();
        return entry;
    }

    /** As {@link #remove}, for one of many. */
    Entry remove(long sequence, Releases gone) {
        Entry entry = residents.remove(sequence);
        if (entry == null) {
            entry = cold.remove(sequence);
        } else if (entry.inView) {
            rows.gone(entry);
        }
        if (entry != null) {
            gone(entry, gone);
        }
        return entry;
    }

    private void gone(Entry entry, Releases gone) {
        stock.gone(entry);
        if (entry.inView) {
            headChanged();
        }
        gone.add(entry.ref);
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

    /** The entry, wherever it is; null when there is none. */
    Entry find(long sequence) {
        Entry entry = get(sequence);
        return entry == null ? cold.find(sequence) : entry;
    }

    /** As {@link #find}; one that the view alone has is this one in memory until it is {@link #unpin unpinned}, or gone. */
    Entry pin(long sequence) {
        Entry entry = get(sequence);
        return entry == null ? cold.pin(sequence) : entry;
    }

    /** Whether the entry is still there, and this is it. */
    boolean has(Entry entry) {
        return get(entry.sequence) == entry || cold.pinned(entry.sequence) == entry;
    }

    /** False for one that is in memory in any case. */
    boolean unpin(Entry entry) {
        return get(entry.sequence) != entry && cold.unpin(entry.sequence);
    }

    /** What the view has of the entry is no longer all. */
    void changed(Entry entry) {
        if (entry.inView) {
            rows.changed(entry);
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

    /** So many attempts with the entry were in vain. */
    void failed(long sequence, int attempts) {
        Entry entry = find(sequence);
        if (entry != null && entry.attempts < attempts) {
            entry.attempts = attempts;
            changed(entry);
        }
    }

    /** A copy of the entry's message is elsewhere now; the view tells so, and then the old one may go. */
    void moved(long sequence, MessageRef to) {
        Entry entry = find(sequence);
        if (entry == null) {
            to.release();
            return;
        }
        home.references().removed(entry.ref);
        home.references().added(to);
        entry.ref.release();
        entry.ref = to;
        changed(entry);
    }

    /** What is still there goes to the view, and what has changed. */
    void collect(ViewChanges changes) {
        dirty = false;
        rows.collect(changes, residents, (from, below) -> cold.any(from, below) || residents.any(from, below));
        if (ended) {
            rows.deleteHead(changes);
        } else if (headChanged) {
            rows.putHead(changes, owner.head());
        }
        headChanged = false;
    }

    /** The view shows what was collected last. */
    void collected() {
        cold.collected();
        rows.collected();
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
        boolean some = cold.count() > 0;
        long shown = rows.shownBelow();
        long begin = residents.goesFrom(Math.max(from, first()), shown, some, this::mayGo);
        begin = some ? Math.min(begin, cold.from()) : begin;
        long end = some ? residents.goesTo(shown, this::mayGo) : shown;
        if (begin < end) {
            cold.extend(begin, end, residents.letGo(begin, end, this::leaveToView));
        }
    }

    /** What the view does not know of an entry with a consumer, or on its way back from one, is kept. */
    private void leaveToView(Entry entry) {
        entry.loaded = null;
        if (entry.owner != null || entry.heldBack) {
            cold.pin(entry);
        } else {
            entry.ref.release();
        }
    }

    private boolean mayGo(Entry entry) {
        boolean quiet = entry.state != Entry.State.ENDING && entry.state != Entry.State.UNREADABLE && !entry.loading;
        return entry.inView && quiet && entry.precedence() == null && !rows.unsettled(entry.sequence);
    }

    /** Whether the view has been told everything. */
    boolean told() {
        return !dirty;
    }

    /** Whether the view has everything, and nothing is under way. */
    boolean parked() {
        return residents.size() == 0
                && !dirty
                && !ended
                && !cold.reading()
                && rows.settled()
                && missing().isEmpty();
    }

    /** All entries are gone for good, and so is the name. Those that the view alone has are read once more for that. */
    void end() {
        Releases all = new Releases();
        cold.removeAll(entry -> gone(entry, all));
        while (residents.size() > 0) {
            remove(residents.first(), all);
        }
        all.end();
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
            messages.read(entry);
        } else {
            messages.passed(entry.sequence);
        }
        return message;
    }
}
