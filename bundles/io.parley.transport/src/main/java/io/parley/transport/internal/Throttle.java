package io.parley.transport.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Reads no more from a client than so many bytes a second: by not reading for a while. Of the event loop. */
final class Throttle {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Reading reading;

    /** When all that was read would have been read at the rate allowed. */
    private long paidUntil;

    private Future<?> pause;

    Throttle(EventLoop loop, Reading reading) {
        this.loop = loop;
        this.reading = reading;
        this.paidUntil = System.nanoTime();
    }

    /** A client that was quiet may take a second's bytes at once. */
    void read(int bytes, long perSecond) {
        long now = System.nanoTime();
        paidUntil = Math.max(paidUntil, now - SECOND) + (long) ((double) bytes * SECOND / perSecond);
        if (paidUntil - now > 0 && pause == null) {
            reading.pause(Reading.RATE);
            pause = loop.schedule(this::over, paidUntil - now, TimeUnit.NANOSECONDS);
        }
    }

    private void over() {
        pause = null;
        reading.resume(Reading.RATE);
    }

    void end() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }
}
