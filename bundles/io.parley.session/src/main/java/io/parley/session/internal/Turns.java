package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the calls for one session in order: while its life is being changed, later calls for it wait. For one shard's own
 * thread.
 */
final class Turns {

    /** So many calls may wait for one session. */
    static final int MOST_WAITING = 100;

    private record Waiting(boolean alone, Runnable work) {}

    private final Map<String, ArrayDeque<Waiting>> busy = new HashMap<>();

    /**
     * Runs the work when no change of the session's life is under way.
     *
     * @param alone whether it is such a change itself, which lasts until {@link #end}
     * @throws RefusedException LIMIT, when too many wait
     */
    void begin(String session, boolean alone, Runnable work) {
        ArrayDeque<Waiting> waiting = busy.get(session);
        if (waiting == null) {
            if (alone) {
                busy.put(session, new ArrayDeque<>(0));
            }
            work.run();
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(new Waiting(alone, work));
        } else {
            throw new RefusedException(Reason.LIMIT, MOST_WAITING + " calls for '" + session + "' wait already");
        }
    }

    /** Whether no change of the session's life is under way. */
    boolean idle(String session) {
        return !busy.containsKey(session);
    }

    /** The change of the session's life is over, one way or the other. */
    void end(String session) {
        ArrayDeque<Waiting> waiting = busy.get(session);
        for (Waiting next; (next = waiting.poll()) != null; ) {
            next.work.run();
            if (next.alone) {
                return;
            }
        }
        busy.remove(session);
    }
}
