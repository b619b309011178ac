package io.parley.messaging.internal.sending;

import io.parley.engine.timer.Timers;
import java.util.function.Supplier;

/** When one shard sends on what has waited, and what it is just doing for that. Owned by the shard. */
final class DelayClock {

    private Timers.Timer timer = () -> {};
    private long timerAt = Long.MAX_VALUE;

    /** Whether the shard has it on its list to send some on. */
    boolean firing;

    /** Of how many it is not known yet what became of them. */
    int onTheirWay;

    /** Whether the shard has it on its list to take more out that are packed. */
    boolean unpacking;

    /** Whether more are just being read from the view. */
    boolean paging;

    /** Whether messages are just being read from the journal. */
    boolean reading;

    /** Whether what is not needed soon is just being left to the view. */
    boolean lettingGo;

    /** Makes a timer unless there is one that is early enough. */
    void set(long at, Supplier<Timers.Timer> made) {
        if (at < timerAt) {
            timer.cancel();
            timerAt = at;
            timer = made.get();
        }
    }

    /** The timer's time has come. */
    void fired() {
        timerAt = Long.MAX_VALUE;
        timer = () -> {};
    }
}
