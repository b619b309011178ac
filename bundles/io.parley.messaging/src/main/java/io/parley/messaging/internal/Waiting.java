package io.parley.messaging.internal;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * Which entry of a queue goes next. Those before the cursor have had their turn, unless they wait again; those behind it come in
 * order, unless priorities or ordering keys say otherwise. Owned by the queue's shard.
 */
final class Waiting {

    private final Backlog backlog;

    /** Entries from the cursor on that are to be in memory before their turn comes. */
    private final int ahead;

    /** Entries before the cursor that wait again, by sequence: they go first. */
    private final TreeMap<Long, Entry> returned = new TreeMap<>();

    /** Null as long as all entries are alike, which they mostly are. */
    private Turns turns;

    private final Searches searches = new Searches();
    private long cursor = 1;

    Waiting(Backlog backlog, int ahead) {
        this.backlog = backlog;
        this.ahead = ahead;
    }

    /** What consumers with a filter look for. */
    Searches searches() {
        return searches;
    }

    /** Whether no entry has, or had lately, a priority or an ordering key. */
    boolean alike() {
        return turns == null;
    }

    /** All entries are there that are to be taken up at a start. */
    void recovered() {
        backlog.residents().behind(0, entry -> {
            if (entry.precedence() != null && turns == null) {
                turns = new Turns();
            }
            if (Turns.prioritized(entry) && entry.state == Entry.State.WAITING) {
                turns.leaves(entry);
                turns.waits(entry);
            }
        });
        cursor = backlog.first();
    }

    /** A new entry is in the backlog. */
    void enters(Entry entry) {
        if (entry.precedence() == null) {
            return;
        }
        if (turns == null) {
            turns = new Turns();
        }
        if (Turns.prioritized(entry)) {
            turns.waits(entry);
        }
    }

    /** An entry that was taken, or left its place otherwise, waits again. */
    void again(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.waits(entry);
        } else {
            comesBack(entry);
        }
        searches.again(entry);
    }

    /** One behind the cursor has its turn to come. */
    private void comesBack(Entry entry) {
        if (entry.sequence < cursor) {
            returned.put(entry.sequence, entry);
        }
    }

    /** As {@link #again}, for one whose place in the order of its key it may still have. */
    void backInPlace(Entry entry) {
        if (turns == null || !turns.parks(entry)) {
            again(entry);
        }
    }

    /** An entry that waits does not any more, without having its turn. */
    void leaves(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
        } else {
            returned.remove(entry.sequence);
        }
    }

    /** An entry is gone, or passed over for good; true when the next one with the same ordering key gets its turn by that. */
    boolean left(Entry entry) {
        if (!returned.isEmpty()) {
            returned.remove(entry.sequence);
        }
        searches.left(entry);
        // While a start takes up what is stored, nobody has turns yet.
        if (entry.precedence() == null || turns == null) {
            return false;
        }
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
        }
        Entry next = turns.left(entry);
        // One that is taken out has its turn until it is gone, or waits again.
        if (next == null || next.state != Entry.State.WAITING) {
            return false;
        }
        comesBack(next);
        searches.again(next);
        return true;
    }

    /** All are gone. */
    void clear() {
        returned.clear();
    }

    /** The first sequence that nobody may want soon. */
    long farFrom() {
        return cursor + ahead;
    }

    /** What consumers have lies before it. */
    long takenBelow() {
        return turns == null ? cursor : backlog.next();
    }

    /** The entry whose turn it is, which stays where it is; null when there is none, or it has to come into memory first. */
    Entry next() {
        Entry plain = nextPlain();
        // One that is not in memory has the default priority, and could be the oldest of all.
        return turns == null || plain == null && backlog.isCold(cursor) ? plain : turns.next(plain);
    }

    /** The one that came before all others, under the same conditions. */
    Entry oldest() {
        Entry plain = nextPlain();
        return turns == null || plain == null && backlog.isCold(cursor) ? plain : turns.oldest(plain);
    }

    private Entry nextPlain() {
        if (!returned.isEmpty()) {
            return returned.firstEntry().getValue();
        }
        Entry entry = backlog.atOrBehind(cursor);
        while (entry != null
                && (entry.state != Entry.State.WAITING && entry.state != Entry.State.UNREADABLE
                        || entry.heldBack
                        || Turns.prioritized(entry))) {
            cursor = entry.sequence + 1;
            entry = backlog.atOrBehind(cursor);
        }
        if (entry == null) {
            backlog.page();
        } else {
            backlog.ahead(cursor + ahead);
        }
        return entry;
    }

    /** The prioritized ones of that priority that wait, from that sequence on, in order. */
    Collection<Entry> prioritized(int priority, long sequence) {
        return turns == null ? List.of() : turns.waiting(priority, sequence);
    }

    /** The sequence of the first of those; {@link Long#MAX_VALUE} where there is none. */
    long firstOf(int priority, long sequence) {
        Iterator<Entry> some = prioritized(priority, sequence).iterator();
        return some.hasNext() ? some.next().sequence : Long.MAX_VALUE;
    }

    /** Whether the entry may go out; if not, it comes back by {@link #left} of the one before it with the same key. */
    boolean admits(Entry entry) {
        return entry.precedence() == null || turns.admits(entry);
    }

    /** The entry has had its turn. */
    void taken(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
        } else if (returned.isEmpty() || returned.remove(entry.sequence) == null) {
            cursor = entry.sequence + 1;
        }
    }

    /** An entry went to a consumer. */
    void delivered() {
        if (turns != null) {
            turns.taken();
        }
    }
}
