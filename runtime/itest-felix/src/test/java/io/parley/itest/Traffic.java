package io.parley.itest;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages of one sender at a steady rate to one consumer, numbered, so that loss, repetition and disorder show. Payloads are JSON
 * written and read by the serializer service.
 */
final class Traffic implements Flow.Subscriber<Delivery>, AutoCloseable {

    /** What is sent. */
    public record Order(int number, String customer) {}

    private static final int WINDOW = 5_000;

    private final MessageService messages;
    private final Address target;
    private final int rate;
    private final Thread sender;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean running = true;
    private CompletionStage<Void> order = CompletableFuture.completedStage(null);
    private Flow.Subscription subscription;
    private int next;

    /**
     * @param target where messages go
     * @param source the queue at which they arrive
     * @param rate messages a second
     */
    Traffic(MessageService messages, Address target, Address source, int rate) {
        this.messages = messages;
        this.target = target;
        this.rate = rate;
        messages.consume(source, ConsumeOptions.DEFAULT).subscribe(this);
        sender = new Thread(this::send, "sender");
    }

    Traffic start() {
        sender.start();
        return this;
    }

    private void send() {
        long begun = System.nanoTime();
        CompletionStage<Void> previous = CompletableFuture.completedStage(null);
        for (int number = 0; running; number++) {
            long due = begun + TimeUnit.SECONDS.toNanos(1) * number / rate;
            while (System.nanoTime() < due || sent.get() - accepted.get() > WINDOW && running) {
                LockSupport.parkNanos(100_000);
            }
            Order order = new Order(number, "c" + number % 7);
            CompletionStage<Message> encoded = messages.encode(target, "application/json", order);
            // Encoded side by side, sent in order: the order of the sends is what has to hold.
            previous =
                    previous.thenCombine(encoded, (nothing, message) -> message).thenAccept(this::sendOne);
            sent.incrementAndGet();
        }
        previous.toCompletableFuture().join();
    }

    private void sendOne(Message message) {
        messages.send(message).whenComplete((receipt, failure) -> {
            accepted.incrementAndGet();
            if (failure != null) {
                faults.add("refused: " + failure.getMessage());
            }
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        made.request(1_000);
    }

    @Override
    public void onNext(Delivery delivery) {
        CompletionStage<Order> decoded = messages.decode(delivery.message(), Order.class);
        order = order.thenCombine(decoded, (nothing, value) -> value)
                .thenAccept(value -> check(delivery, value))
                .exceptionally(failure -> {
                    faults.add("not read: " + failure.getMessage());
                    return null;
                });
    }

    private void check(Delivery delivery, Order value) {
        if (value.number() == next) {
            next++;
        } else if (value.number() > next) {
            faults.add("lost or out of order: expected " + next + ", got " + value.number());
            next = value.number() + 1;
        } else if (!delivery.redelivered()) {
            faults.add("twice without saying so: " + value.number());
        }
        received.incrementAndGet();
        delivery.ack();
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        faults.add("consumer ended: " + failure);
    }

    @Override
    public void onComplete() {
        faults.add("consumer completed");
    }

    int sent() {
        return sent.get();
    }

    int accepted() {
        return accepted.get();
    }

    /** Waits until so many messages more have arrived: traffic flows. */
    void flow(int more) throws InterruptedException {
        await(received.get() + more);
    }

    /** Stops sending, waits for what is under way, and returns what went wrong. */
    List<String> finish() throws InterruptedException {
        running = false;
        sender.join(TimeUnit.SECONDS.toMillis(60));
        await(sent.get());
        return List.copyOf(faults);
    }

    private void await(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (received.get() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Of " + count + " messages " + received.get() + " arrived, " + accepted.get()
                                + " were accepted; " + faults.stream().limit(5).toList());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        running = false;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
