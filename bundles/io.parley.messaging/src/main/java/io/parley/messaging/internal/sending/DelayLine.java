package io.parley.messaging.internal.sending;

import io.parley.api.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Messages of one shard in the order in which their times come. Those due soon are read from the journal before, so that at their time there is
 * nothing left to do but to send them on. Owned by the shard.
 */
final class DelayLine {

    /** So many are read together at the most. */
    private static final int PORTION = 256;

    /** Payloads that are read or sent on together have so many bytes, about. */
    private static final int TOGETHER_BYTES = 1 << 20;

    private final TreeSet<DelayedEntry> entries = new TreeSet<>();
    private final Ahead ahead;

    /** All up to that one were looked at for whether their messages are to be read; null for none. */
    private DelayedEntry lookedTo;

    /** Bytes that a message takes when it was read, about. */
    private long typical = 1_024;

    DelayLine(Ahead ahead) {
        this.ahead = ahead;
    }

    int size() {
        return entries.size();
    }

    void add(DelayedEntry entry) {
        entries.add(entry);
    }

    void addAll(Collection<DelayedEntry> some) {
        entries.addAll(some);
    }

    /** False when it is not here. */
    boolean remove(DelayedEntry entry) {
        return entries.remove(entry);
    }

    /** It comes at another time than it did. */
    void postpone(DelayedEntry entry, long to) {
        entries.remove(entry);
        lookedTo = lookedTo == entry ? null : lookedTo;
        entry.postpone(to);
        entries.add(entry);
    }

    /** Whether one can be sent on now. */
    boolean isDue(long now) {
        return !entries.isEmpty()
                && entries.first().dueAt() <= now
                && entries.first().atHand();
    }

    /** Takes those out whose time has come and whose messages are at hand, as many as may go together. */
    List<DelayedEntry> due(long now, int most) {
        List<DelayedEntry> due = new ArrayList<>();
        for (long bytes = 0; due.size() < most && bytes < TOGETHER_BYTES && isDue(now); ) {
            DelayedEntry entry = entries.pollFirst();
            bytes += entry.size();
            due.add(entry);
        }
        return due;
    }

    /**
     * Those due soon whose messages have to be read, as many as may be read together. Each is being read from now on. They are as many as there
     * is room for: only what holds all others up needs none.
     */
    List<DelayedEntry> unread(long now) {
        List<DelayedEntry> unread = new ArrayList<>();
        if (entries.isEmpty()) {
            return unread;
        }
        DelayedEntry first = entries.first();
        boolean heldUp = first.dueAt() <= now && !first.atHand();
        if (!heldUp && !ahead.hasRoomForMessages()) {
            return unread;
        }
        lookedTo = heldUp ? null : lookedTo;
        long most = Math.max(1, Math.min(PORTION, TOGETHER_BYTES / typical));
        for (DelayedEntry entry : lookedTo == null ? entries : entries.tailSet(lookedTo, false)) {
            if (unread.size() == most || entry.dueAt() > now + DelayResidence.READ_MILLIS) {
                break;
            }
            lookedTo = entry;
            if (!entry.atHand() && !entry.reading) {
                entry.reading = true;
                unread.add(entry);
            }
        }
        return unread;
    }

    /** The message of one, or why it cannot be read. */
    void read(DelayedEntry entry, CompletableFuture<Message> message) {
        int bytes = entry.read(message);
        ahead.bytes(bytes);
        typical = (typical * 7 + bytes) / 8;
    }

    /** When the next one can be sent on, or is to be read; {@link Long#MAX_VALUE} while nothing waits for the clock. */
    long next(long now) {
        if (entries.isEmpty()) {
            return Long.MAX_VALUE;
        }
        DelayedEntry first = entries.first();
        long sent = first.atHand() ? first.dueAt() : later(first.dueAt(), now);
        DelayedEntry unread = lookedTo == null ? first : entries.higher(lookedTo);
        return unread == null ? sent : Math.min(sent, later(unread.dueAt() - DelayResidence.READ_MILLIS, now));
    }

    /** What should have been done already is done as soon as that is possible, which does not depend on the clock. */
    static long later(long at, long now) {
        return at > now ? at : Long.MAX_VALUE;
    }

    /** Takes so many durable ones out, at the most, of those that come last, unless they are due by then. The last is the first of them. */
    List<DelayedEntry> last(int most, long soon) {
        List<DelayedEntry> last = new ArrayList<>();
        for (DelayedEntry entry : entries.descendingSet()) {
            if (last.size() == most || entry.dueAt() <= soon) {
                break;
            }
            if (entry.op.durable() && !entry.postponed) {
                last.add(entry);
            }
        }
        last.forEach(entries::remove);
        return last;
    }

    /** Takes the durable ones out that are not due before that, unless they were tried already. */
    List<DelayedEntry> behind(Due border) {
        List<DelayedEntry> behind = new ArrayList<>();
        for (DelayedEntry entry : entries.descendingSet()) {
            if (entry.dueAt() < border.at()) {
                break;
            }
            if (entry.op.durable() && !entry.postponed && entry.due().compareTo(border) >= 0) {
                behind.add(entry);
            }
        }
        behind.forEach(entries::remove);
        return behind;
    }
}
