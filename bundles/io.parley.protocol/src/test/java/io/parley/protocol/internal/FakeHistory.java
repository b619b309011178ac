package io.parley.protocol.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.EventService;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A history that gives what the test says. */
final class FakeHistory implements EventService, Flow.Subscription {

    final List<String> acknowledged = new ArrayList<>();
    CompletableFuture<Void> acknowledging = CompletableFuture.completedFuture(null);
    Subscription subscription;
    boolean cancelled;
    long credit;
    private Flow.Subscriber<? super Event> subscriber;
    private int given;

    @Override
    public CompletionStage<Receipt> publish(Message message, boolean retain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Event> subscribe(Subscription made) {
        subscription = made;
        cancelled = false;
        return by -> {
            subscriber = by;
            by.onSubscribe(this);
        };
    }

    void give(String... texts) {
        for (String text : texts) {
            credit--;
            given++;
            Message message = Message.to(Address.topic("t")).payload(text).build();
            subscriber.onNext(new Event(message, given, new Cursor("behind-" + given)));
        }
    }

    @Override
    public CompletionStage<Void> acknowledge(String name, Cursor cursor) {
        acknowledged.add(cursor.token());
        return acknowledging;
    }

    @Override
    public CompletionStage<Void> unsubscribe(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void request(long n) {
        credit += n;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
