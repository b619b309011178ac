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

    /** The place of a session that is not looked at. */
    static final int NOWHERE = -1;

    private static final int FEWEST = 16;

    private final Shard shard;
    private final Timers timers;
    private final Consumer<Entry> due;

    /** A binary heap: nothing is earlier than what is at half its index. */
    private long[] times = new long[FEWEST];

    private Entry[] entries = new Entry[FEWEST];
    private int size;

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

    /** How many are to be looked at. */
    int size() {
        return size;
    }

    /**
     * Sees to it that the session is looked at no later than then.
     *
     * @param at milliseconds since 1970, of the steady clock
     */
    void lookAt(Entry entry, long at) {
        if (entry.place == NOWHERE) {
            makeRoom();
            up(size++, at, entry);
        } else if (at < times[entry.place]) {
            up(entry.place, at, entry);
        }
        arm();
    }

    /** The session need not be looked at any more. */
    void forget(Entry entry) {
        if (entry.place != NOWHERE) {
            remove(entry.place);
        }
    }

    private void makeRoom() {
        if (size == times.length) {
            resize(size + (size >> 2) + 1);
        }
    }

    private void resize(int length) {
        times = Arrays.copyOf(times, length);
        entries = Arrays.copyOf(entries, length);
    }

    private void arm() {
        if (size > 0 && times[0] < timerAt) {
            timer.cancel();
            long sleep = Math.max(0, times[0] - timers.steady());
            timerAt = times[0];
            timer = timers.after(Duration.ofMillis(sleep), shard, this::look);
        }
    }

    private void look() {
        timerAt = Long.MAX_VALUE;
        long now = timers.steady();
        while (size > 0 && times[0] <= now) {
            Entry entry = entries[0];
            remove(0);
            due.accept(entry);
        }
        arm();
    }

    private void remove(int place) {
        entries[place].place = NOWHERE;
        size--;
        long at = times[size];
        Entry last = entries[size];
        entries[size] = null;
        if (place < size) {
            boolean early = place > 0 && times[(place - 1) / 2] > at;
            if (early) {
                up(place, at, last);
            } else {
                down(place, at, last);
            }
        }
        if (size > FEWEST && size < times.length / 4) {
            resize(times.length / 2);
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
        entry.place = place;
    }
}
