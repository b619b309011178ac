package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StateSubscriptionsTest {

    private static final Address ALL = Address.topic("$state/session/#");

    private final GatewayHost host = new GatewayHost();
    private volatile boolean allowed = true;
    private GatewaySession session;

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<List<SubscriptionResult>> follow() {
        return session.subscribe(List.of(new SubscriptionRequest(ALL, Guarantee.AT_LEAST_ONCE)));
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "waited in vain");
            host.runLane();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Follows the state, of which it is told that there is nothing in it. */
    private void begin() {
        session = host.session(null, 10);
        CompletionStage<List<SubscriptionResult>> following = follow();
        await(() -> host.state.credit > 0);
        assertFalse(following.toCompletableFuture().isDone(), "before anything is known of the state");
        host.state.reset();
        host.state.current();
        await(() -> following.toCompletableFuture().isDone());
        assertInstanceOf(SubscriptionResult.Granted.class, get(following).get(0));
    }

    private String told(int index) {
        Outbound.Deliver deliver = (Outbound.Deliver) host.delivered.get(index);
        return deliver.message().address().name() + " "
                + new String(deliver.message().payload().toBytes());
    }

    @Test
    void noMoreIsAskedForThanTheClientTakes() {
        begin();
        assertEquals(2, host.delivered.size());
        long credit = host.state.credit;
        for (int i = 0; i < credit; i++) {
            host.state.put("k" + i, "v");
        }
        host.runLane();
        assertEquals(2 + credit, host.delivered.size());
        assertEquals(0, host.state.credit);
        session.acknowledge(host.delivered.get(0).sequence());
        assertEquals(1, host.state.credit);
        session.writable(false);
        session.acknowledge(host.delivered.get(1).sequence());
        assertEquals(1, host.state.credit, "while the connection takes nothing");
        session.writable(true);
        assertEquals(2, host.state.credit);
    }

    @Test
    void whatCannotBeReadIsToldLaterFromWhereItWas() {
        begin();
        host.state.put("k", "one");
        host.runLane();
        host.state.watcher.onError(new RefusedException(Reason.UNAVAILABLE, "disk"));
        host.runLane();
        assertEquals(List.of("none"), host.state.tokens);
        host.timers.remove().run();
        await(() -> host.state.tokens.size() == 2);
        assertEquals(List.of("none", "t3"), host.state.tokens);
        host.state.watcher.onError(new RefusedException(Reason.UNAVAILABLE, "disk"));
        host.runLane();
        host.timers.remove().run();
        await(() -> host.state.tokens.size() == 3);
        assertEquals(List.of("none", "t3", "t3"), host.state.tokens);
        await(() -> host.state.credit > 0);
        host.state.put("k", "two");
        await(() -> host.delivered.size() == 4);
        assertEquals("$state/session/k two", told(3));
        assertFalse(host.calls.contains("unsubscribe " + ALL), host.calls.toString());
    }

    @Test
    void whatCannotBeginIsRefusedAndNotKept() {
        session = host.session(null, 10);
        CompletionStage<List<SubscriptionResult>> following = follow();
        await(() -> host.state.watcher != null);
        host.state.watcher.onError(new RefusedException(Reason.LIMIT, "too many watch"));
        await(() -> following.toCompletableFuture().isDone());
        SubscriptionResult.Refused refused = assertInstanceOf(
                SubscriptionResult.Refused.class, get(following).get(0));
        assertEquals(Reason.LIMIT, refused.reason());
        assertTrue(host.calls.contains("unsubscribe " + ALL), host.calls.toString());
    }

    @Test
    void whoMayNoLongerReceiveFromTheSessionIsToldNoMore() {
        host.settings.put("authorizer", "guard");
        host.plugins
                .authorizers()
                .add(
                        List.of("guard"),
                        0,
                        1,
                        true,
                        (principal, client, action, address) -> allowed || !address.equals(Address.session("a")));
        begin();
        host.existing.add(new SubscriptionRequest(ALL, Guarantee.AT_LEAST_ONCE));
        allowed = false;
        host.permissions.changed();
        await(() -> host.state.cancelled);
        assertTrue(host.calls.contains("unsubscribe " + ALL), host.calls.toString());
        CompletionStage<List<SubscriptionResult>> again = follow();
        await(() -> again.toCompletableFuture().isDone());
        assertEquals(
                Reason.NOT_ALLOWED, ((SubscriptionResult.Refused) get(again).get(0)).reason());
    }

    @Test
    void whoUnsubscribesOrLeavesIsToldNoMore() {
        begin();
        get(session.unsubscribe(List.of(new SubscriptionRequest(ALL, Guarantee.AT_LEAST_ONCE).target())));
        host.runLane();
        assertTrue(host.state.cancelled);
        CompletionStage<List<SubscriptionResult>> again = follow();
        await(() -> host.state.tokens.size() == 2 && host.state.credit > 0);
        CompletionStage<List<Boolean>> ended =
                session.unsubscribe(List.of(new SubscriptionRequest(ALL, Guarantee.AT_LEAST_ONCE).target()));
        host.state.reset();
        await(() -> again.toCompletableFuture().isDone());
        await(() -> ended.toCompletableFuture().isDone() && host.state.cancelled);
        CompletionStage<List<SubscriptionResult>> once = follow();
        await(() -> host.state.tokens.size() == 3 && host.state.credit > 0);
        host.state.reset();
        await(() -> once.toCompletableFuture().isDone());
        get(session.leave(true));
        assertTrue(host.state.cancelled);
    }
}
