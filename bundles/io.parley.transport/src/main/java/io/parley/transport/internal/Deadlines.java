package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What has to happen on a connection within a time: at most one event, and that a socket which has bytes to send takes some.
 * Nothing runs for a connection that is merely idle. Of the event loop.
 */
final class Deadlines {

    /** A stall is noticed within its time and a fourth of that. */
    private static final int STEPS = 4;

    private final Channel channel;
    private final Supplier<Duration> limit;
    private final Runnable stalled;
    private Future<?> event;
    private Future<?> stall;

    private long written;
    private long lastSent;
    private long lastProgress;
    private int still;

    Deadlines(Channel channel, Supplier<Duration> limit, Runnable stalled) {
        this.channel = channel;
        this.limit = limit;
        this.stalled = stalled;
    }

    /** In place of what was due before. */
    void within(Duration time, Runnable late) {
        none();
        event = channel.eventLoop().schedule(late, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void none() {
        if (event != null) {
            event.cancel(false);
            event = null;
        }
    }

    void end() {
        none();
        if (stall != null) {
            stall.cancel(false);
            stall = null;
        }
    }

    /** A buffer was added to what is to be sent. */
    void written() {
        written++;
    }

    /** The socket was given what there is; if it did not take all, it is watched until it has. */
    void flushed() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        if (stall == null && out != null && !out.isEmpty()) {
            still = 0;
            remember(out);
            watch();
        }
    }

    private void watch() {
        stall = channel.eventLoop().schedule(this::look, limit.get().toNanos() / STEPS, TimeUnit.NANOSECONDS);
    }

    private void look() {
        stall = null;
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        if (out == null || out.isEmpty()) {
            return;
        }
        still = written - out.size() == lastSent && out.currentProgress() == lastProgress ? still + 1 : 0;
        if (still >= STEPS) {
            stalled.run();
        } else {
            remember(out);
            watch();
        }
    }

    private void remember(ChannelOutboundBuffer out) {
        lastSent = written - out.size();
        lastProgress = out.currentProgress();
    }
}
