package io.parley.itest.mqtt.cuts;

import io.parley.api.message.Payload;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateEvent;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;

/** A client's copy of its session's state, which goes on from where it was after each cut. Safe for all threads. */
final class Mirror {

    private final SessionService sessions;
    private final String session;
    private final Progress progress;
    private final Map<String, String> values = new TreeMap<>(); // guarded by this
    private Optional<String> token = Optional.empty(); // guarded by this
    private Watch watch; // guarded by this
    private int[] halves = {0, 0}; // guarded by this
    private int resets; // guarded by this
    private boolean current; // guarded by this

    Mirror(SessionService sessions, String session, Progress progress) {
        this.sessions = sessions;
        this.session = session;
        this.progress = progress;
    }

    synchronized void connected() {
        current = false;
        watch = new Watch();
        sessions.watchState(session, token).subscribe(watch);
    }

    synchronized void cut() {
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
    }

    /** Whether it knows all there is, and this is it. */
    synchronized boolean is(Map<String, String> state) {
        return current && values.equals(state);
    }

    /** How often it had to begin anew. */
    synchronized int resets() {
        return resets;
    }

    private synchronized void take(Watch from, StateEvent event) {
        if (from != watch) {
            return;
        }
        token = Optional.of(event.token());
        current = event instanceof StateEvent.Current;
        if (event instanceof StateEvent.Reset) {
            values.clear();
            resets++;
        } else if (event instanceof StateEvent.Put put) {
            values.put(put.key(), new String(put.value().value().toBytes()));
            if (put.key().equals(Counting.BOTH)) {
                count(put.value().value());
            }
        } else if (event instanceof StateEvent.Removed removed) {
            values.remove(removed.key());
        }
        progress.moved();
    }

    private void count(Payload both) {
        int[] now = Counting.halves(Optional.of(both));
        if (now[0] < halves[0] || now[1] < halves[1] || now[0] + now[1] <= halves[0] + halves[1]) {
            progress.fault("%s: a watcher at %d:%d was told %d:%d", session, halves[0], halves[1], now[0], now[1]);
        }
        halves = now;
    }

    private final class Watch implements Flow.Subscriber<StateEvent> {

        private volatile Flow.Subscription subscription;
        private volatile boolean cancelled;

        @Override
        public void onSubscribe(Flow.Subscription to) {
            subscription = to;
            if (cancelled) {
                to.cancel();
            } else {
                to.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(StateEvent event) {
            take(this, event);
        }

        @Override
        public void onError(Throwable failure) {
            progress.fault("%s: the watch failed: %s", session, failure);
        }

        @Override
        public void onComplete() {
            progress.fault("%s: the watch ended", session);
        }

        void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    @Override
    public synchronized String toString() {
        return values + (current ? "" : ", and more");
    }
}
