package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Failure;
import io.parley.bench.report.Rate;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One consumer that takes so many messages and acknowledges each, with credit for many at once. */
final class Taking implements Flow.Subscriber<Delivery> {

    private static final int CREDIT = 16_384;
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int count;
    private final Consumer<Delivery> each;
    private final Failure failure = new Failure();
    private final AtomicInteger requested = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile Flow.Subscription subscription;

    /**
     * @param count of messages; no more are requested
     * @param each sees each delivery first, one after the other; what it throws fails the taking
     */
    Taking(int count, Consumer<Delivery> each) {
        this.count = count;
        this.each = each;
    }

    /** Takes messages whose numbers must follow one another from the first on. */
    static Taking inOrder(long first, int count) {
        long[] next = {first};
        return new Taking(count, delivery -> {
            long number = Numbered.number(delivery.message());
            if (number != next[0]) {
                throw new IllegalStateException("message " + number + " came where " + next[0] + " was due");
            }
            next[0]++;
        });
    }

    /**
     * Takes them all.
     *
     * @return messages consumed and durably acknowledged
     * @throws IllegalStateException when one is refused or wrong, or nothing comes for a minute
     */
    Rate from(MessageService service, Address queue) {
        Rate.Start start = Rate.start(0);
        begin(service, queue);
        await(System.nanoTime());
        return start.until(count);
    }

    void begin(MessageService service, Address queue) {
        service.consume(queue, new ConsumeOptions(Duration.ZERO)).subscribe(this);
    }

    /** Waits for the end, for as long as something comes each minute, counted from that time on. */
    void await(long nanos) {
        long changed = nanos;
        int seen = 0;
        try {
            while (acknowledged.get() < count) {
                LockSupport.parkNanos(LOOK_NANOS);
                failure.check();
                long now = System.nanoTime();
                if (acknowledged.get() > seen) {
                    seen = acknowledged.get();
                    changed = now;
                } else if (now - changed > STALLED_NANOS) {
                    throw new IllegalStateException(
                            "%,d of %,d messages came, then none for a minute".formatted(acknowledged.get(), count));
                }
            }
            failure.check();
        } finally {
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        int first = Math.min(CREDIT, count);
        requested.set(first);
        given.request(first);
    }

    @Override
    public void onNext(Delivery delivery) {
        try {
            each.accept(delivery);
        } catch (IllegalStateException wrong) {
            failure.note(wrong);
        }
        delivery.ack().whenComplete((done, refused) -> {
            failure.note(refused);
            if (requested.getAndIncrement() < count) {
                subscription.request(1);
            }
            acknowledged.incrementAndGet();
        });
    }

    @Override
    public void onError(Throwable cause) {
        failure.note(cause);
    }

    @Override
    public void onComplete() {
        failure.note(new IllegalStateException("The consumer was ended"));
    }
}
