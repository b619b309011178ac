package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Replays;
import io.parley.engine.op.TopicOp;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscriptions of sessions that begin in the history of topics. */
@Timeout(30)
class ReplayTest {

    private static final String NAME = Replays.name("s", "h/#");

    private Host host = new Host();

    @BeforeEach
    void configure() {
        host.rule("h/+", "history", "true");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static SubscriptionRequest request(SubscriptionTarget target, Start start, Retained retained) {
        return new SubscriptionRequest(
                target,
                AT_LEAST_ONCE,
                new SubscriptionOptions(false, false, retained, 0, Optional.empty(), Optional.of(start)));
    }

    private static SubscriptionRequest request(String pattern, Retained retained) {
        return request(new SubscriptionTarget(Address.topic(pattern)), new Start.Earliest(), retained);
    }

    /** Reads two events as the gateway does for the session, and keeps the place behind the first. */
    private List<String> read() {
        Subscription subscription = new Subscription("h/#", new Start.Earliest(), Optional.of(NAME));
        Reader reader = Reader.of(host.core.service().subscribe(subscription), 2);
        List<Event> events = reader.take(2);
        get(host.core.service().acknowledge(NAME, events.get(0).cursor()));
        reader.subscription.cancel();
        return events.stream().map(Host::text).toList();
    }

    /** A place that nobody needs any more ends in a batch of its own, some time later. */
    private void awaitForgotten() {
        while (keepsPlace()) {
            Thread.onSpinWait();
        }
    }

    private boolean keepsPlace() {
        host.settle();
        try {
            get(host.core.service().acknowledge(NAME, new Cursor("1.0.0")));
            return true;
        } catch (RefusedException e) {
            assertEquals(Reason.NOT_FOUND, e.reason());
            return false;
        }
    }

    @Test
    void itIsReadAndNotDeliveredToTheInboxAndGoesOnBehindItsPlace() {
        host.publish("h/1", "old");
        host.subscribe("s", true, request("h/#", Retained.ALWAYS));
        host.publish("h/1", "new");
        host.publish("h/1", "newer");
        assertEquals(List.of("old", "new"), read());
        host = host.restart();
        assertEquals(List.of("new", "newer"), read(), "after a restart");
        host.subscribe("s", true, request("h/#", Retained.IF_NEW));
        host.publish("h/1", "last");
        assertEquals(List.of("newer", "last"), read());
        host.subscribe("s", true, request("h/#", Retained.ALWAYS));
        assertEquals(List.of("old", "new"), read(), "from its start once more");
        host.settle();
        assertEquals(List.of(), host.inboxes.take());
    }

    @Test
    void itsPlaceIsForgottenWithTheSubscription() {
        host.publish("h/1", "1");
        host.publish("h/1", "2");
        host.subscribe("s", true, request("h/#", Retained.ALWAYS));
        read();
        assertTrue(keepsPlace());
        get(host.core
                .subscriptions()
                .unsubscribe("s", true, request("h/#", Retained.ALWAYS).target()));
        awaitForgotten();
        host.subscribe("s", true, request("h/#", Retained.ALWAYS));
        read();
        host.closeSession("s");
        awaitForgotten();
        host.subscribe("s", true, request("h/#", Retained.ALWAYS));
        read();
        host.subscribe("s", "h/#", AT_LEAST_ONCE);
        awaitForgotten(); // It is an ordinary subscription now.
    }

    @Test
    void whatACrashLeavesBehindIsForgottenAtTheNextStart() {
        get(host.engine.batch().add(new TopicOp.CursorSet(NAME, "h/#", -1, 0)).commit());
        get(host.engine
                .batch()
                .add(new TopicOp.CursorSet("an application's", "h/#", -1, 0))
                .commit());
        host = host.restart();
        awaitForgotten();
        get(host.core.service().acknowledge("an application's", new Cursor("1.0.0")));
    }

    @Test
    void whatCannotBeReadIsRefusedInWords() {
        for (SubscriptionRequest wrong : List.of(
                request("x/y", Retained.ALWAYS),
                request("x/#", Retained.ALWAYS),
                request(new SubscriptionTarget(Address.queue("q")), new Start.Earliest(), Retained.ALWAYS),
                request(
                        new SubscriptionTarget(Address.topic("h/1"), Optional.of("g")),
                        new Start.Earliest(),
                        Retained.ALWAYS),
                request(
                        new SubscriptionTarget(Address.topic("h/1")),
                        new Start.After(new Cursor("nonsense")),
                        Retained.ALWAYS))) {
            RefusedException refused =
                    assertThrows(RefusedException.class, () -> host.subscribe("s", true, wrong), wrong.toString());
            assertEquals(Reason.INVALID, refused.reason());
        }
        host.subscribe("s", true, request("h/1", Retained.ALWAYS));
        host.subscribe("s", true, request("#", Retained.ALWAYS));
    }
}
