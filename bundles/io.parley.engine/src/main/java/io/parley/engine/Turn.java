package io.parley.engine;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A batch's place in the order of its keys: one that is not durable comes after the durable ones that were committed before it.
 * Begun by the thread that commits; its end is told by any thread.
 */
final class Turn {

    private static final int[] NO_PLACES = {};

    private final Turns turns;
    private int[] places = NO_PLACES;

    /** Whose ends are still to be waited for; null when there was nothing to wait for. */
    private ArrayDeque<Turn> ahead;

    private Runnable task;
    private ArrayDeque<Turn> followers; // guarded by this
    private boolean ended; // guarded by this

    Turn(Turns turns) {
        this.turns = turns;
    }

    void add(String key) {
        places = Arrays.copyOf(places, places.length + 1);
        places[places.length - 1] = Turns.place(key);
    }

    /** The batch is committed now. */
    void begin(boolean durable) {
        for (int place : places) {
            if (durable) {
                turns.begins(place, this);
                continue;
            }
            Turn before = turns.last(place);
            if (before != null) {
                ahead = ahead == null ? new ArrayDeque<>(2) : ahead;
                ahead.add(before);
            }
        }
    }

    /** Runs the task, now or once those ahead have ended. For a batch that is not durable. */
    void await(Runnable then) {
        task = then;
        proceed();
    }

    private void proceed() {
        if (ahead != null) {
            for (Turn before; (before = ahead.poll()) != null; ) {
                if (before.precedes(this)) {
                    return;
                }
            }
        }
        task.run();
    }

    /** Whether the other one has to wait; it goes on when this one ends. */
    private synchronized boolean precedes(Turn other) {
        if (ended) {
            return false;
        }
        followers = followers == null ? new ArrayDeque<>(2) : followers;
        followers.add(other);
        return true;
    }

    /** The batch is with its shards, or will never be: those behind it go on, in their order. */
    void end() {
        for (Turn next; (next = nextFollower()) != null; ) {
            next.proceed();
        }
        // Only now: whoever finds nobody there overtakes nobody.
        for (int place : places) {
            turns.ended(place, this);
        }
    }

    private synchronized Turn nextFollower() {
        Turn next = followers == null ? null : followers.poll();
        ended = next == null;
        return next;
    }
}
