package io.parley.messaging.internal.streaming;

import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.ChunkWriter;
import io.parley.engine.op.StreamedPayload;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One message that is being sent as a stream. Buffers are asked for one at a time and copied into chunks, of which few are under way to the
 * journal; what is smaller than one chunk is sent as any other message. Safe for all threads; the publisher is called outside of the lock.
 */
final class Upload implements Flow.Subscriber<ByteBuffer> {

    private static final int MOST_UNDER_WAY = 4;

    private final Uploads uploads;
    private final Message envelope;
    private final UploadLimits limits;
    private final ChunkWriter writer;
    private final CompletableFuture<Receipt> result = new CompletableFuture<>();

    // Guarded by this.
    private Flow.Subscription subscription;
    private Runnable cancelTimer = () -> {};

    /** What the publisher gave last, as far as it is not copied; null while it is to give more. */
    private ByteBuffer given;

    private ByteBuffer chunk;
    private int underWay;
    private long size;
    private boolean complete;
    private boolean active;

    /** The message is on its way, or there will be none. */
    private boolean over;

    Upload(Uploads uploads, Message envelope, UploadLimits limits, ChunkWriter writer) {
        this.uploads = uploads;
        this.envelope = envelope;
        this.limits = limits;
        this.writer = writer;
    }

    CompletionStage<Receipt> result() {
        return result;
    }

    void begin(Flow.Publisher<ByteBuffer> content) {
        result.whenComplete((receipt, failure) -> {
            if (result.isCancelled()) {
                giveUp(new RefusedException(Reason.INVALID, "The sender has cancelled it"));
            }
        });
        watch();
        uploads.outside(() -> {
            try {
                content.subscribe(this);
            } catch (RuntimeException e) {
                onError(e);
            }
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        boolean wanted;
        synchronized (this) {
            wanted = subscription == null && !over;
            if (wanted) {
                subscription = to;
            }
        }
        if (wanted) {
            ask(to);
        } else {
            to.cancel();
        }
    }

    private void ask(Flow.Subscription of) {
        uploads.outside(() -> {
            try {
                of.request(1);
            } catch (RuntimeException e) {
                onError(e);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        synchronized (this) {
            given = buffer.duplicate();
            active = true;
        }
        goOn();
    }

    @Override
    public void onError(Throwable failure) {
        giveUp(new RefusedException(
                Reason.INVALID,
                "The content of the message to " + envelope.address() + " has failed: " + failure,
                failure));
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
        }
        goOn();
    }

    private void goOn() {
        boolean more = false;
        boolean tooLarge = false;
        boolean finished = false;
        Flow.Subscription from;
        synchronized (this) {
            from = subscription;
            if (!over && given != null) {
                take();
                tooLarge = size > limits.bytes();
                more = given == null && !complete;
            }
            if (!over && !tooLarge && complete && given == null) {
                finished = finish();
            }
        }
        if (tooLarge) {
            giveUp(new RefusedException(
                    Reason.LIMIT,
                    "The message to " + envelope.address() + " has more than " + limits.mebibytes()
                            + " MiB of payload (io.parley.messaging: stream.max.mib)"));
        } else if (finished) {
            commit();
        } else if (more) {
            ask(from);
        }
    }

    /** Copies what was given, as far as there is room. */
    private void take() {
        while (given.hasRemaining() && size <= limits.bytes()) {
            if (chunk == null && underWay == MOST_UNDER_WAY) {
                return;
            }
            if (chunk != null && !chunk.hasRemaining()) {
                write();
            }
            chunk = chunk == null ? ByteBuffer.allocate(StreamedPayload.CHUNK) : chunk;
            int length = Math.min(given.remaining(), chunk.remaining());
            chunk.put(given.slice().limit(length));
            given.position(given.position() + length);
            size += length;
            // The first one may be all.
            if (!chunk.hasRemaining() && size > StreamedPayload.CHUNK) {
                write();
            }
        }
        given = null;
    }

    private void write() {
        ByteBuffer full = chunk.flip();
        chunk = null;
        underWay++;
        writer.write(full).whenComplete((done, failure) -> uploads.outside(() -> written(failure)));
    }

    private void written(Throwable failure) {
        synchronized (this) {
            underWay--;
            active = true;
        }
        if (failure == null) {
            goOn();
        } else {
            giveUp(RefusedException.of(failure));
        }
    }

    /** All was given; whether all is written, too. */
    private boolean finish() {
        if (size > StreamedPayload.CHUNK && chunk != null) {
            write();
        }
        over = underWay == 0;
        return over;
    }

    private void commit() {
        Payload payload = payload();
        uploads.commit(envelope.with().payload(payload).build()).whenComplete((receipt, failure) -> {
            end();
            if (failure == null) {
                result.complete(receipt);
            } else {
                result.completeExceptionally(RefusedException.of(failure));
            }
        });
    }

    private synchronized Payload payload() {
        if (chunk != null) {
            return Payload.wrap(chunk.flip());
        }
        return size == 0 ? Payload.empty() : writer.payload();
    }

    /** Without effect once the message is on its way. */
    void giveUp(RefusedException why) {
        Flow.Subscription from;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            given = null;
            chunk = null;
            from = subscription;
        }
        end();
        if (from != null) {
            uploads.outside(from::cancel);
        }
        result.completeExceptionally(why);
    }

    private void end() {
        synchronized (this) {
            cancelTimer.run();
        }
        writer.close();
        uploads.ended(this);
    }

    private synchronized void watch() {
        active = false;
        cancelTimer = uploads.later(limits.idleSeconds(), this::look);
    }

    private void look() {
        boolean idle;
        synchronized (this) {
            idle = !active && !over;
            if (active && !over) {
                watch();
            }
        }
        if (idle) {
            giveUp(new RefusedException(
                    Reason.LIMIT,
                    "Nothing of the message to " + envelope.address() + " has come for " + limits.idleSeconds()
                            + " s (io.parley.messaging: stream.idle.seconds)"));
        }
    }
}
