package io.parley.messaging.internal;

import io.parley.api.message.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.zip.CRC32C;

/**
 * Bytes that follow from a number, as many as wanted, for a stream to be sent: made while they are asked for. Counts how many buffers were
 * given, and can be told to fail or to stop behind so many.
 */
final class Content implements Flow.Publisher<ByteBuffer>, Flow.Subscription {

    static final int BUFFER = 16 * 1024;

    private final long size;
    private final int seed;
    private Flow.Subscriber<? super ByteBuffer> subscriber;
    private long given;
    private long failsAt = Long.MAX_VALUE;
    private long stallsAt = Long.MAX_VALUE;
    private volatile boolean cancelled;

    Content(long size, int seed) {
        this.size = size;
        this.seed = seed;
    }

    Content failingAt(long bytes) {
        failsAt = bytes;
        return this;
    }

    Content stallingAt(long bytes) {
        stallsAt = bytes;
        return this;
    }

    /** Gives the rest, as far as it is wanted; behind {@link #stallingAt}. */
    void goOn() {
        synchronized (this) {
            stallsAt = Long.MAX_VALUE;
        }
        request(1);
    }

    boolean cancelled() {
        return cancelled;
    }

    synchronized long given() {
        return given;
    }

    /** Returns when so many have been given. */
    void awaitGiven(long bytes) {
        while (given() < bytes) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> to) {
        subscriber = to;
        to.onSubscribe(this);
    }

    @Override
    public synchronized void request(long n) {
        for (long i = 0; i < n && !cancelled && given < size; i++) {
            if (given >= failsAt) {
                subscriber.onError(new IOException("the source broke"));
                return;
            }
            if (given >= stallsAt) {
                return;
            }
            int length = (int) Math.min(BUFFER, size - given);
            ByteBuffer buffer = ByteBuffer.allocate(length);
            fill(buffer.array(), given, length, seed);
            given += length;
            subscriber.onNext(buffer);
        }
        if (given == size && !cancelled) {
            given++;
            subscriber.onComplete();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    private static void fill(byte[] into, long from, int length, int seed) {
        for (int i = 0; i < length; i++) {
            long at = from + i;
            into[i] = (byte) (at * 31 + (at >>> 11) + seed);
        }
    }

    /** What all of it comes to. */
    long checksum() {
        CRC32C sum = new CRC32C();
        byte[] part = new byte[BUFFER];
        for (long at = 0; at < size; at += BUFFER) {
            int length = (int) Math.min(BUFFER, size - at);
            fill(part, at, length, seed);
            sum.update(part, 0, length);
        }
        return sum.getValue();
    }

    static long checksum(Payload payload) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] part = new byte[BUFFER];
        try (InputStream in = payload.stream()) {
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                sum.update(part, 0, length);
            }
        }
        return sum.getValue();
    }
}
