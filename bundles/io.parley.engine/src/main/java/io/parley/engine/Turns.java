package io.parley.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The turn of each key's last durable batch, so that what needs no journal does not overtake it on its way there. Keys share places,
 * which costs one an instant of waiting for another, and needs no upkeep: a turn that has ended stays until the next one. Safe for
 * all threads; what one thread has begun, it finds.
 */
final class Turns {

    /** The place of what has no key. */
    static final int NONE = -1;

    private static final int PLACES = 1024;

    private final AtomicReferenceArray<Turn> last = new AtomicReferenceArray<>(PLACES);

    /** The key's place. */
    static int place(String key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    /** Whose end is to be waited for; null when there is nothing to wait for. */
    Turn last(int place) {
        Turn turn = last.getAcquire(place);
        return turn == null || turn.hasEnded() ? null : turn;
    }

    Turn begin(int place) {
        Turn turn = new Turn();
        last.setRelease(place, turn);
        return turn;
    }
}
