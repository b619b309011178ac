package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** Whether a socket is read: as long as there is no reason against it. Of the event loop. */
final class Reading {
    static final int PROTOCOL = 1;
    static final int LANE = 2;
    static final int WAITING = 4;
    static final int GATEWAY = 8;
    static final int OPENING = 16;
    static final int DETACHING = 32;
    static final int RATE = 64;

    /** How far a lane worker may be behind. */
    private static final int BEHIND = 256 * 1024;

    private final Channel channel;
    private int reasons;
    private int behind;

    Reading(Channel channel) {
        this.channel = channel;
    }

    /** Returns whether that reason is new. */
    boolean pause(int reason) {
        if (reasons == 0) {
            channel.config().setAutoRead(false);
        }
        boolean added = (reasons & reason) == 0;
        reasons |= reason;
        return added;
    }

    /** Returns whether that reason was there. */
    boolean resume(int reason) {
        boolean was = (reasons & reason) != 0;
        reasons &= ~reason;
        if (was && reasons == 0) {
            channel.config().setAutoRead(true);
        }
        return was;
    }

    /** A new handler: nothing is read before it is there, and what its predecessor asked for is void. */
    void begin() {
        pause(OPENING);
        resume(WAITING | PROTOCOL);
    }

    /** Reads whatever comes, to be discarded. */
    void drain() {
        reasons = 0;
        channel.config().setAutoRead(true);
    }

    /** Copies the bytes for a worker, and stops reading while it has too many of them. */
    void handToWorker(NettyConnection connection, ByteBuf bytes) {
        int size = bytes.readableBytes();
        byte[] copy = new byte[size];
        bytes.readBytes(copy);
        behind += size;
        if (behind > BEHIND) {
            pause(LANE);
        }
        connection.lane().execute(() -> {
            connection.received(Unpooled.wrappedBuffer(copy));
            channel.eventLoop().execute(() -> workerTook(size));
        });
    }

    private void workerTook(int size) {
        behind -= size;
        if (behind < BEHIND / 2) {
            resume(LANE);
        }
    }
}
