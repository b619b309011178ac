package io.parley.session.internal;

import io.parley.api.session.StateEvent;
import io.parley.api.session.StateEvent.Current;
import io.parley.api.session.StateEvent.Put;
import io.parley.api.session.StateEvent.Removed;
import io.parley.api.session.StateEvent.Reset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Keeps what it is told of a session's state. */
final class Watcher implements Flow.Subscriber<StateEvent> {

    private final List<String> events = new ArrayList<>(); // guarded by this
    private final Map<String, String> known; // guarded by this
    private Optional<String> token; // guarded by this
    private boolean current; // guarded by this
    private Flow.Subscription subscription;
    private final CompletableFuture<String> end = new CompletableFuture<>();

    Watcher() {
        this(Map.of(), Optional.empty());
    }

    private Watcher(Map<String, String> known, Optional<String> token) {
        this.known = new TreeMap<>(known);
        this.token = token;
    }

    Watcher watch(Host host, String session) {
        host.service().watchState(session, token()).subscribe(this);
        return this;
    }

    Watcher watchGroup(Host host, String group) {
        host.core.groupStates().watch(group, token()).subscribe(this);
        return this;
    }

    /** Another one who knows what this one knows. */
    synchronized Watcher next() {
        return new Watcher(known, token);
    }

    Watcher request(long more) {
        subscription.request(more);
        return this;
    }

    void cancel() {
        subscription.cancel();
    }

    synchronized Optional<String> token() {
        return token;
    }

    synchronized Map<String, String> known() {
        return Map.copyOf(known);
    }

    /** Returns when it was told so much since it was asked last. */
    void await(int count) {
        await(() -> events.size() >= count, "");
    }

    /** Returns when it knows all there is, after it was told something. */
    void awaitCurrent() {
        await(() -> current, "");
    }

    /** Returns when it knows all there is, and that is this. */
    void awaitCurrent(Map<String, String> expected, String otherwise) {
        await(() -> current && known.equals(expected), otherwise);
    }

    private synchronized void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("told only " + events + ", knows " + known + " " + otherwise);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What it was told since it was asked last. */
    synchronized List<String> told() {
        List<String> told = List.copyOf(events);
        events.clear();
        return told;
    }

    /** How it ends. */
    String end() {
        return end.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
    }

    @Override
    public synchronized void onNext(StateEvent event) {
        token = Optional.of(event.token());
        current = event instanceof Current;
        if (event instanceof Reset) {
            known.clear();
            events.add("reset");
        } else if (event instanceof Put put) {
            String value = new String(put.value().value().toBytes(), StandardCharsets.UTF_8);
            known.put(put.key(), value);
            events.add(put.key() + " = " + value);
        } else if (event instanceof Removed removed) {
            known.remove(removed.key());
            events.add("no " + removed.key());
        } else {
            events.add("current");
        }
        notifyAll();
    }

    @Override
    public void onError(Throwable cause) {
        end.complete(cause.toString());
    }

    @Override
    public void onComplete() {
        end.complete("complete");
    }
}
