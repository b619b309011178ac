package io.parley.transport.internal;

import io.netty.util.concurrent.Future;
import io.parley.spi.protocol.Connection;

/** A task for later on a lane. Of that lane, but for the moment at which its time has come. */
final class LaneTimer implements Connection.Timer, Runnable {
    private final Timers timers;
    private Runnable task;
    Future<?> future;
    LaneTimer before;
    LaneTimer after;

    LaneTimer(Timers timers, Runnable task) {
        this.timers = timers;
        this.task = task;
    }

    @Override
    public void run() {
        Runnable due = task;
        if (due != null) {
            end();
            due.run();
        }
    }

    @Override
    public void cancel() {
        if (task != null) {
            end();
            future.cancel(false);
        }
    }

    private void end() {
        // The handler's code must not be reachable from here any longer, however long the event loop keeps this.
        task = null;
        timers.remove(this);
    }
}
