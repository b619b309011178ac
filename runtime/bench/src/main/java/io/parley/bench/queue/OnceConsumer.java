package io.parley.bench.queue;

import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Takes messages at most once: it counts what it gets, and requests more whenever half of its credit is used up. */
final class OnceConsumer extends Receiver {

    private final int portion;

    /** Written by the thread that calls this alone, as that of the event bus is. */
    private final AtomicLong received = new AtomicLong();

    /** Since the last request; of that thread alone. */
    private int used;

    /** @param portion half of the messages that may be on their way to it */
    OnceConsumer(int portion, Failure failure) {
        super(new ConsumeOptions(Duration.ZERO).takingAtMostOnce(), 2 * portion, failure);
        this.portion = portion;
    }

    @Override
    long done() {
        return received.get();
    }

    @Override
    public void onNext(Delivery delivery) {
        received.lazySet(received.get() + 1);
        if (++used == portion) {
            used = 0;
            request(portion);
        }
    }
}
