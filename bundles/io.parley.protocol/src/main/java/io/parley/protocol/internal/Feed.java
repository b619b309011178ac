package io.parley.protocol.internal;

import io.parley.spi.protocol.Connection;
import java.util.concurrent.Flow;

/**
 * What a client is given beside its inbox, from one queue or from the history of one topic: it asks for more as the connection can take
 * it. Signals come on workers and go on to the connection's lane, which owns all the rest.
 */
abstract class Feed<T> implements Flow.Subscriber<T> {

    private final Connection connection;
    private final Window window;
    private final int credit;

    /** Credit that is given back once the connection can take more. */
    private int owed;

    private volatile Flow.Subscription subscription;
    private volatile boolean cancelled;

    Feed(Connection connection, Window window, int credit) {
        this.connection = connection;
        this.window = window;
        this.credit = credit;
    }

    /** On the lane, while it is not cancelled. */
    abstract void next(T item);

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        if (cancelled) {
            made.cancel();
            return;
        }
        connection.execute(() -> {
            owed += credit;
            settle();
        });
    }

    @Override
    public final void onNext(T item) {
        connection.execute(() -> {
            if (!cancelled) {
                next(item);
            }
        });
    }

    @Override
    public void onComplete() {
        // Neither a queue nor a topic ends.
    }

    /** One that it gave is done with. */
    final void more() {
        owed++;
        settle();
    }

    /** Asks for what it is owed if the connection can take it. */
    final void settle() {
        if (owed > 0 && window.writable() && !cancelled && subscription != null) {
            int now = owed;
            owed = 0;
            subscription.request(now);
        }
    }

    final boolean cancelled() {
        return cancelled;
    }

    /** Before or after {@link #onSubscribe}: one of both sees that both have happened. */
    void cancel() {
        cancelled = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
