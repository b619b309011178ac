package io.parley.messaging.internal;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a subscriber on workers, one signal at a time, in order (Reactive Streams rule 1.3). Safe for all threads. */
final class Mailbox<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Executor workers;
    private final Flow.Subscriber<? super T> subscriber;
    private final Runnable failed;

    /** Items, and {@link Signal}s. */
    private final ConcurrentLinkedQueue<Object> signals = new ConcurrentLinkedQueue<>();

    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean done;

    /** @param failed called when the subscriber throws, which it must not: it is then cancelled */
    Mailbox(Executor workers, Flow.Subscriber<? super T> subscriber, Runnable failed) {
        this.workers = workers;
        this.subscriber = subscriber;
        this.failed = failed;
    }

    /** What is not an item. */
    private interface Signal {
        void give();
    }

    void subscribed(Flow.Subscription subscription) {
        signal((Signal) () -> subscriber.onSubscribe(subscription));
    }

    void next(T item) {
        signal(item);
    }

    /** As {@link #next}, for many: the list is the mailbox's from now on. */
    void nextAll(List<? extends T> items) {
        signal((Signal) () -> {
            for (int i = 0; i < items.size() && !done; i++) {
                subscriber.onNext(items.get(i));
            }
        });
    }

    void error(Throwable cause) {
        signal((Signal) () -> {
            done = true;
            subscriber.onError(cause);
        });
    }

    /** Signals that were not yet given are dropped. */
    void close() {
        done = true;
    }

    private void signal(Object signal) {
        signals.add(signal);
        if (pending.getAndIncrement() == 0) {
            workers.execute(this::run);
        }
    }

    private void run() {
        int handled = 1;
        do {
            for (int i = 0; i < handled; i++) {
                give(signals.poll());
            }
            handled = pending.addAndGet(-handled);
        } while (handled > 0);
    }

    @SuppressWarnings("unchecked")
    private void give(Object signal) {
        if (done) {
            return;
        }
        try {
            if (signal instanceof Signal other) {
                other.give();
            } else {
                subscriber.onNext((T) signal);
            }
        } catch (RuntimeException e) {
            done = true;
            LOG.warn("A subscriber threw and is cancelled", e);
            failed.run();
        }
    }
}
