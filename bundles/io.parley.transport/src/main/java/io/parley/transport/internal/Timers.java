package io.parley.transport.internal;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The timers of one handler, so that they end with it. Of its lane. */
final class Timers {
    private final EventLoop loop;
    private final Lane lane;
    private LaneTimer first;

    Timers(EventLoop loop, Lane lane) {
        this.loop = loop;
        this.lane = lane;
    }

    LaneTimer schedule(Duration delay, Runnable task) {
        LaneTimer timer = new LaneTimer(this, task);
        timer.after = first;
        if (first != null) {
            first.before = timer;
        }
        first = timer;
        timer.future = loop.schedule(() -> lane.execute(timer), delay.toNanos(), TimeUnit.NANOSECONDS);
        return timer;
    }

    void remove(LaneTimer timer) {
        if (timer.before == null) {
            first = timer.after;
        } else {
            timer.before.after = timer.after;
        }
        if (timer.after != null) {
            timer.after.before = timer.before;
        }
        timer.before = null;
        timer.after = null;
    }

    void cancelAll() {
        while (first != null) {
            first.cancel();
        }
    }
}
