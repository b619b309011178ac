package io.parley.bench.queue;

import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Acknowledges whatever it gets, while it does not pause. */
class LoadConsumer extends Receiver {

    /** For all consumers of a load together. */
    static final int CREDIT = 16_384;

    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Delivery> held = new ArrayList<>();
    private volatile boolean paused;

    /** @param credit deliveries that are with it at once */
    LoadConsumer(int credit, Failure failure) {
        super(new ConsumeOptions(Duration.ZERO), credit, failure);
    }

    /** Acknowledgements that are durable. */
    @Override
    long done() {
        return acknowledged.get();
    }

    @Override
    void pause() {
        paused = true;
    }

    @Override
    void resume() {
        List<Delivery> late;
        synchronized (held) {
            paused = false;
            late = List.copyOf(held);
            held.clear();
        }
        late.forEach(this::acknowledge);
    }

    @Override
    public void onNext(Delivery delivery) {
        if (!paused || !hold(delivery)) {
            acknowledge(delivery);
        }
    }

    private boolean hold(Delivery delivery) {
        synchronized (held) {
            return paused && held.add(delivery);
        }
    }

    private void acknowledge(Delivery delivery) {
        delivery.ack().whenComplete((done, refused) -> {
            note(refused);
            acknowledged.incrementAndGet();
            request(1);
        });
    }
}
