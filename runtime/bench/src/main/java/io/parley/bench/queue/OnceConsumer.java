package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Takes messages at most once: it counts what it gets, and requests more whenever half of its credit is used up. */
final class OnceConsumer implements Receiver {

    private final int portion;
    private final Failure failure;

    /** Written by the thread that calls this alone, as that of the event bus is. */
    private final AtomicLong received = new AtomicLong();

    /** Since the last request; of that thread alone. */
    private int used;

    private volatile Flow.Subscription subscription;

    /** @param credit messages that may be on their way to it */
    OnceConsumer(int credit, Failure failure) {
        this.portion = credit / 2;
        this.failure = failure;
    }

    @Override
    public void start(MessageService service, Address queue) {
        service.consume(queue, new ConsumeOptions(Duration.ZERO).takingAtMostOnce())
                .subscribe(this);
    }

    @Override
    public long done() {
        return received.get();
    }

    @Override
    public void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(2L * portion);
    }

    @Override
    public void onNext(Delivery delivery) {
        received.lazySet(received.get() + 1);
        if (++used == portion) {
            used = 0;
            subscription.request(portion);
        }
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
