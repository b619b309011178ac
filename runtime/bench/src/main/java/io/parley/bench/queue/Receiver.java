package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A consumer of a load, which counts what it is done with. */
abstract class Receiver implements Flow.Subscriber<Delivery> {

    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ConsumeOptions options;
    private final int credit;
    private final Failure failure;
    private volatile Flow.Subscription subscription;

    /** @param credit messages that are with it, or on their way to it, at once */
    Receiver(ConsumeOptions options, int credit, Failure failure) {
        this.options = options;
        this.credit = credit;
        this.failure = failure;
    }

    /** What all of them are done with. Any thread. */
    static long done(List<? extends Receiver> consumers) {
        long sum = 0;
        for (Receiver consumer : consumers) {
            sum += consumer.done();
        }
        return sum;
    }

    /**
     * Waits until they are done with all that was sent.
     *
     * @param sent may still grow for a moment, while those who send stop
     * @throws IllegalStateException when something failed, or it takes longer than 30 s
     */
    static void drain(List<? extends Receiver> consumers, LongSupplier sent, Failure failure) {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (done(consumers) < sent.getAsLong()) {
            failure.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d messages sent, only %d of them came to their end"
                        .formatted(sent.getAsLong(), done(consumers)));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    final void start(MessageService service, Address queue) {
        service.consume(queue, options).subscribe(this);
    }

    /** Messages that it is done with. Any thread. */
    abstract long done();

    /** From now on it holds what it gets and requests nothing, as one that stopped reading. */
    void pause() {
        throw new UnsupportedOperationException();
    }

    /** It finishes what it held, and goes on; without effect on one that does not pause. */
    void resume() {}

    final void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    final void request(long messages) {
        subscription.request(messages);
    }

    /** Null is none. */
    final void note(Throwable cause) {
        failure.note(cause);
    }

    @Override
    public final void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(credit);
    }

    @Override
    public final void onError(Throwable cause) {
        note(cause);
    }

    @Override
    public final void onComplete() {
        note(new IllegalStateException("The consumer was ended"));
    }
}
