package io.parley.migration.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.EventService;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Reads events of a durable subscription and acknowledges them. */
final class EventReader implements Flow.Subscriber<Event> {

    private final int count;
    private final CompletableFuture<Cursor> last = new CompletableFuture<>();
    private Flow.Subscription subscription;
    private int got;

    private EventReader(int count) {
        this.count = count;
    }

    static void acknowledge(Parley at, String pattern, String name, int count) {
        EventService events = at.service(EventService.class);
        EventReader reader = new EventReader(count);
        events.subscribe(new Subscription(pattern, new Start.Earliest(), Optional.of(name)))
                .subscribe(reader);
        Parley.get(events.acknowledge(name, Parley.get(reader.last)));
        reader.subscription.cancel();
        at.settle();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(count);
    }

    @Override
    public void onNext(Event event) {
        if (++got == count) {
            last.complete(event.cursor());
        }
    }

    @Override
    public void onError(Throwable failure) {
        last.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        last.completeExceptionally(new AssertionError("it ended"));
    }
}
