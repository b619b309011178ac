package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscriber that keeps what it gets. */
final class Collected implements Flow.Subscriber<Delivery> {

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        subscribed.countDown();
    }

    @Override
    public void onNext(Delivery delivery) {
        deliveries.add(delivery);
    }

    @Override
    public void onError(Throwable failure) {
        errors.add(failure);
    }

    @Override
    public void onComplete() {
        errors.add(new IllegalStateException("complete"));
    }

    Collected request(long n) throws InterruptedException {
        subscribed.await(10, TimeUnit.SECONDS);
        subscription.request(n);
        return this;
    }

    void cancel() {
        try {
            subscribed.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscription.cancel();
    }

    Delivery next() throws InterruptedException {
        Delivery delivery = deliveries.poll(10, TimeUnit.SECONDS);
        assertNotNull(delivery, "no delivery");
        return delivery;
    }

    /** Null when there is none just now. */
    Delivery poll() {
        return deliveries.poll();
    }

    List<String> next(int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(next()));
        }
        return texts;
    }

    void nothingMore() {
        assertNull(deliveries.poll());
    }

    Throwable error() throws InterruptedException {
        Throwable error = errors.poll(10, TimeUnit.SECONDS);
        assertNotNull(error, "no error");
        return error;
    }

    static String text(Delivery delivery) {
        return text(delivery.message());
    }

    static String text(Message message) {
        return new String(message.payload().toBytes(), StandardCharsets.UTF_8);
    }
}
