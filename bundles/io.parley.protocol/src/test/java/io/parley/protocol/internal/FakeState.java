package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** The state of a session that is watched, by one after the other. */
final class FakeState implements Flow.Publisher<StateEvent>, Flow.Subscription {

    /** With which tokens it was watched. */
    final List<String> tokens = new ArrayList<>();

    Flow.Subscriber<? super StateEvent> watcher;
    long credit;
    boolean cancelled;
    private int told;

    Flow.Publisher<StateEvent> after(Optional<String> token) {
        tokens.add(token.orElse("none"));
        return this;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super StateEvent> by) {
        watcher = by;
        credit = 0;
        cancelled = false;
        by.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        credit += n;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    void reset() {
        tell(new StateEvent.Reset(token()));
    }

    void put(String key, String value) {
        tell(new StateEvent.Put(token(), key, new StateValue(Payload.utf8(value), told)));
    }

    void current() {
        tell(new StateEvent.Current(token()));
    }

    private String token() {
        return "t" + ++told;
    }

    private void tell(StateEvent event) {
        if (credit-- <= 0) {
            throw new IllegalStateException("not asked for: " + event);
        }
        watcher.onNext(event);
    }
}
