package io.parley.session.internal;

import io.parley.engine.shard.Shard;
import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * When one shard's sessions are to be looked at, the earliest first, with one timer for all of them. A session that was resumed and
 * detached again keeps its place while that is not too late, and is then put where it belongs. Owned by the shard.
 */
final class ExpiryQueue {

    private static final int FEWEST = 16;

    private final Shard shard;
    private final Timers timers;
    private final Consumer<Entry> due;

    /** A binary heap: nothing is earlier than what is at half its index. */
    private long[] times = new long[FEWEST];

    private Entry[] entries = new Entry[FEWEST];
    private int size;

    /** Places that no longer count: their session has ended, or is looked at earlier. */
    private int outdated;

    private Timers.Timer timer = () -> {};
    private long timerAt = Long.MAX_VALUE;

    /**
     * @param due told, on the shard, of a session whose time may have come
     */
    ExpiryQueue(Shard shard, Timers timers, Consumer<Entry> due) {
        this.shard = shard;
        this.timers = timers;
        this.due = due;
    }

    /** Places taken, of which some may be out of date. */
    int size() {
        return size;
    }

    /**
     * Sees to it that the session is looked at no later than then.
     *
     * @param at milliseconds since 1970
     */
    void lookAt(Entry entry, long at) {
        if (entry.lookedAt <= at) {
            return;
        }
        outdated += entry.lookedAt == Long.MAX_VALUE ? 0 : 1;
        entry.lookedAt = at;
        if (size == times.length) {
            tidy();
        }
        up(size++, at, entry);
        arm();
    }

    /** The session need not be looked at any more. */
    void forget(Entry entry) {
        if (entry.lookedAt != Long.MAX_VALUE) {
            entry.lookedAt = Long.MAX_VALUE;
            if (++outdated > FEWEST + size / 2) {
                tidy();
            }
        }
    }

    /** What is out of date goes, and there is room for more. */
    private void tidy() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (entries[i].lookedAt == times[i]) {
                times[kept] = times[i];
                entries[kept++] = entries[i];
            }
        }
        size = kept;
        outdated = 0;
        int length = Math.max(FEWEST, size + (size >> 1) + 1);
        times = Arrays.copyOf(times, length);
        entries = Arrays.copyOf(Arrays.copyOf(entries, size), length);
        for (int i = size / 2 - 1; i >= 0; i--) {
            down(i, times[i], entries[i]);
        }
    }

    private void arm() {
        if (size > 0 && times[0] < timerAt) {
            timer.cancel();
            timerAt = times[0];
            timer = timers.after(Duration.ofMillis(Math.max(0, timerAt - timers.now())), shard, this::look);
        }
    }

    private void look() {
        timerAt = Long.MAX_VALUE;
        long now = timers.now();
        while (size > 0 && times[0] <= now) {
            long at = times[0];
            Entry entry = entries[0];
            removeFirst();
            if (entry.lookedAt == at) {
                entry.lookedAt = Long.MAX_VALUE;
                due.accept(entry);
            } else {
                outdated--;
            }
        }
        arm();
    }

    private void removeFirst() {
        size--;
        long at = times[size];
        Entry entry = entries[size];
        entries[size] = null;
        if (size > 0) {
            down(0, at, entry);
        }
    }

    private void up(int from, long at, Entry entry) {
        int place = from;
        while (place > 0 && times[(place - 1) / 2] > at) {
            set(place, times[(place - 1) / 2], entries[(place - 1) / 2]);
            place = (place - 1) / 2;
        }
        set(place, at, entry);
    }

    private void down(int from, long at, Entry entry) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            child += child + 1 < size && times[child + 1] < times[child] ? 1 : 0;
            if (times[child] >= at) {
                break;
            }
            set(place, times[child], entries[child]);
            place = child;
        }
        set(place, at, entry);
    }

    private void set(int place, long at, Entry entry) {
        times[place] = at;
        entries[place] = entry;
    }
}
