package io.parley.event.internal.flow;

import io.parley.api.event.Event;
import io.parley.api.event.Subscription;
import io.parley.api.message.RefusedException;
import io.parley.event.internal.match.Topics;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Events on topics that match; each subscriber reads for itself. */
public final class EventFlow implements Flow.Publisher<Event> {

    private static final Flow.Subscription NONE = new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final FlowHub hub;
    private final Subscription subscription;
    private final Function<Runnable, CompletionStage<?>> whenStarted;

    /** @param whenStarted runs a task once all stored events are there, or fails */
    public EventFlow(FlowHub hub, Subscription subscription, Function<Runnable, CompletionStage<?>> whenStarted) {
        this.hub = hub;
        this.subscription = subscription;
        this.whenStarted = whenStarted;
    }

    private void begin(FlowReader reader) {
        whenStarted.apply(reader::begin).whenComplete((begun, failure) -> {
            if (failure != null) {
                reader.fail(RefusedException.of(failure));
            }
        });
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Event> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        try {
            Topics.checkPattern(subscription.pattern());
            FlowReader reader =
                    new FlowReader(hub, subscription, subscriber, Topics.hasWildcard(subscription.pattern()));
            if (subscription.filter().isEmpty()) {
                begin(reader);
            } else {
                hub.plugins.messageFilters().check(subscription.filter().get(), () -> begin(reader), reader::fail);
            }
        } catch (RefusedException e) {
            hub.engine.workers().execute(() -> {
                subscriber.onSubscribe(NONE);
                subscriber.onError(e);
            });
        }
    }
}
