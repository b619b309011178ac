package io.parley.messaging.internal;

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

    /** What is done whether or not anybody is called any more. */
    private interface Task extends Runnable {}

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

    /** As {@link #next}, for many, which are the mailbox's from now on. */
    void nextAll(Iterable<? extends T> items) {
        signal((Signal) () -> {
            for (T item : items) {
                if (done) {
                    return;
                }
                subscriber.onNext(item);
            }
        });
    }

    /** Whether the subscriber still has to be called; if so, the task runs on a worker once it was called with all there is now. */
    boolean whenCalled(Runnable task) {
        boolean busy = pending.get() > 0;
        if (busy) {
            signal((Task) task::run);
        }
        return busy;
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
        if (signal instanceof Task task) {
            task.run();
            return;
        }
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
