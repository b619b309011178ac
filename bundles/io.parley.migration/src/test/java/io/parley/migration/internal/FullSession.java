package io.parley.migration.internal;

import static io.parley.migration.internal.Parley.get;

import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.session.Opened;
import io.parley.engine.Batch;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.protocol.Will;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A session that has everything that a session can have. */
final class FullSession {

    static final String ID = "s/1";
    static final UUID CHOSEN = UUID.fromString("6f1c2b6e-0000-4000-8000-000000000001");

    /** So many come to whoever connects to it. */
    static final int DELIVERIES = 7;

    private FullSession() {}

    static SubscriptionRequest identified(String pattern, int identifier, Optional<Start> start) {
        return new SubscriptionRequest(
                new SubscriptionTarget(Address.topic(pattern)),
                Guarantee.EXACTLY_ONCE,
                new SubscriptionOptions(
                        false, true, SubscriptionOptions.Retained.NEVER, identifier, Optional.empty(), start));
    }

    static Message chosen() {
        return Message.to(Address.session(ID)).id(CHOSEN).payload("chosen").build();
    }

    static void state(Parley at, String key, String value) {
        get(at.sessions.putState(ID, key, Payload.utf8(value), OptionalLong.empty()));
    }

    /** Nobody is connected to it. */
    static void make(Parley at) {
        Opened opened = at.open(ID, "anna");
        state(at, "a", "first");
        for (int i = 0; i < 4; i++) {
            state(at, "b", "b" + i);
        }
        state(at, "a", "second");
        state(at, "gone", "x");
        get(at.sessions.removeState(ID, "gone", OptionalLong.empty()));
        state(at, "$task/t", "a task");
        subscribe(at, identified("a/#", 7, Optional.empty()));
        subscribe(at, new SubscriptionRequest(Address.queue("jobs"), Guarantee.AT_LEAST_ONCE));
        subscribe(
                at,
                new SubscriptionRequest(
                        new SubscriptionTarget(Address.topic("c"), Optional.of("g")),
                        Guarantee.AT_LEAST_ONCE,
                        SubscriptionOptions.DEFAULT));
        subscribe(at, identified("kept/x", 0, Optional.of(new Start.Earliest())));
        get(at.groups().join(ID, "team"));
        Batch batch = at.engine.batch();
        at.tokens.take(batch, ID, opened.hold(), 65_535, true);
        at.tokens.take(batch, ID, opened.hold(), 5, true);
        get(batch.commit());
        Message will = Message.to(Address.topic("wills")).payload("farewell").build();
        get(at.holds.keepWill(
                ID,
                opened.hold(),
                "anna",
                new Will(new Publication(will, Guarantee.AT_LEAST_ONCE, false, 0), Duration.ofMinutes(10))));
        for (int i = 0; i < 8; i++) {
            at.publish("a/b", "m" + i, i % 2 == 0 ? Guarantee.AT_LEAST_ONCE : Guarantee.EXACTLY_ONCE);
        }
        at.settle();
        Client client = new Client(at, ID, 5);
        client.got(5);
        client.link().acknowledge(0);
        client.link().acknowledge(2);
        client.link().received(3);
        at.settle();
        client.link().close();
        at.detach(opened);
        get(at.messages.send(chosen()));
        at.settle();
    }

    private static void subscribe(Parley at, SubscriptionRequest request) {
        get(at.subscriptions.subscribe(ID, true, request));
    }
}
