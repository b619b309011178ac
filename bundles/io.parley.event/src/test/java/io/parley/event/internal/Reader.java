package io.parley.event.internal;

import io.parley.api.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Collects events, and notes breaches of the rules of Reactive Streams. */
class Reader implements Flow.Subscriber<Event> {

    private final long first;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final CountDownLatch failed = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    final AtomicBoolean concurrent = new AtomicBoolean();
    volatile Flow.Subscription subscription;
    volatile Throwable failure;

    /** @param first demand */
    Reader(long first) {
        this.first = first;
    }

    static Reader of(Flow.Publisher<Event> publisher, long first) {
        Reader reader = new Reader(first);
        publisher.subscribe(reader);
        return reader;
    }

    Reader awaitSubscribed() {
        await(subscribed);
        return this;
    }

    Throwable awaitFailure() {
        await(failed);
        return failure;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("too late");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<Event> take(int count) {
        List<Event> taken = new ArrayList<>();
        try {
            while (taken.size() < count) {
                Event event = events.poll(10, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("only " + taken.size() + " of " + count + " events; failure: " + failure);
                }
                taken.add(event);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return taken;
    }

    List<String> texts(int count) {
        return take(count).stream().map(Host::text).toList();
    }

    int waiting() {
        return events.size();
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        if (first > 0) {
            made.request(first);
        }
        subscribed.countDown();
    }

    @Override
    public void onNext(Event event) {
        if (inside.incrementAndGet() > 1) {
            concurrent.set(true);
        }
        events.add(event);
        inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        failed.countDown();
    }

    @Override
    public void onComplete() {}
}
