package io.parley.itest.mqtt.cuts;

import io.parley.api.session.SessionService;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
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
    private Both both = new Both(0, 0, 0); // guarded by this
    private int resets; // guarded by this
    private boolean current; // guarded by this

    /** The value that both sides change, as far as the client knows. */
    record Both(int client, int server, long version) {}

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

    synchronized Both both() {
        return both;
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
                count(put.value());
            }
        } else if (event instanceof StateEvent.Removed removed) {
            values.remove(removed.key());
        }
        progress.moved();
    }

    private void count(StateValue value) {
        int[] halves = Counting.halves(Optional.of(value.value()));
        Both now = new Both(halves[0], halves[1], value.version());
        if (now.client() < both.client() || now.server() < both.server() || now.version() <= both.version()) {
            progress.fault("%s: a watcher at %s was told %s", session, both, now);
        }
        both = now;
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
