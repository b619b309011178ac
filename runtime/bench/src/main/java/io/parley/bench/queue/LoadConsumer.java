package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Acknowledges whatever it gets, while it does not pause. */
final class LoadConsumer implements Receiver {

    private final int credit;
    private final Failure failure;
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Delivery> held = new ArrayList<>();
    private volatile Flow.Subscription subscription;
    private volatile boolean paused;

    /** @param credit deliveries that are with it at once */
    LoadConsumer(int credit, Failure failure) {
        this.credit = credit;
        this.failure = failure;
    }

    @Override
    public void start(MessageService service, Address queue) {
        service.consume(queue, new ConsumeOptions(Duration.ZERO)).subscribe(this);
    }

    /** Acknowledgements that are durable. */
    @Override
    public long done() {
        return acknowledged.get();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        List<Delivery> late;
        synchronized (held) {
            paused = false;
            late = List.copyOf(held);
            held.clear();
        }
        late.forEach(this::acknowledge);
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
        given.request(credit);
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
            failure.note(refused);
            acknowledged.incrementAndGet();
            subscription.request(1);
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
