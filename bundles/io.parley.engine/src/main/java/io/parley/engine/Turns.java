package io.parley.engine;

import io.parley.engine.shard.Shards;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The turn of each key's last batch, so that the next one does not overtake it. Keys share places, which costs one an instant of
 * waiting for another, and needs no upkeep: a turn that has ended stays until the next one. Safe for all threads; what one thread has
 * begun, it finds.
 */
final class Turns {

    /** The place of what has no key. */
    static final int NONE = -1;

    private static final int PLACES = 1024;

    private final AtomicReferenceArray<Turn> last = new AtomicReferenceArray<>(PLACES);
    private final Shards shards;

    Turns(Shards shards) {
        this.shards = shards;
    }

    /** The key's place. */
    static int place(String key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    /** Whether nobody has come behind that turn. */
    boolean isLast(int place, Turn turn) {
        return last.getAcquire(place) == turn;
    }

    /**
     * A batch is committed.
     *
     * @param conditions whether it has some, so that others may come before it is handed over
     * @return null when it has to wait for nobody, and nobody for it
     */
    Turn begin(int place, boolean durable, boolean conditions) {
        Turn before = last.getAcquire(place);
        Turn ahead = before == null || before.lets(durable) ? null : before;
        boolean othersWait = durable || conditions;
        if (ahead == null && !othersWait) {
            return null;
        }
        Turn turn = new Turn(ahead, durable, shards.all().get(place % shards.count()));
        if (othersWait) {
            last.setRelease(place, turn);
        }
        return turn;
    }
}
