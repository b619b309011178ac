package io.parley.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The turn of the last durable batch of each key that is still on its way to its shards, so that what needs no journal does not
 * overtake it. Keys share places, which costs one an instant of waiting for another, and needs no upkeep. Safe for all threads.
 */
final class Turns {

    private static final int PLACES = 1024;

    private final AtomicReferenceArray<Turn> last = new AtomicReferenceArray<>(PLACES);

    /** The key's place. */
    static int place(String key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    /** Whose end is to be waited for; null when there is nothing to wait for. */
    Turn last(int place) {
        return last.get(place);
    }

    void begins(int place, Turn durable) {
        last.set(place, durable);
    }

    void ended(int place, Turn durable) {
        last.compareAndSet(place, durable, null);
    }
}
