package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.suback;
import static io.parley.protocol.mqtt.internal.Packets.subscribe;
import static io.parley.protocol.mqtt.internal.Packets.unsuback;
import static io.parley.protocol.mqtt.internal.Packets.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SubscribeTest {

    private final Client client = Client.connected();

    @Test
    void filtersBecomeRequests() {
        client.send(subscribe(7, "a/+/c", 0, "#", 1, "+", 2, "/+/#", 1, "$queue/orders", 2, "$SYS/#", 0, "a//b", 0));
        client.expect(suback(7, 0, 1, 2, 1, 2, 0, 0));
        assertEquals(
                List.of(
                        "subscribe topic:a/+/c 0",
                        "subscribe topic:# 1",
                        "subscribe topic:+ 2",
                        "subscribe topic:/+/# 1",
                        "subscribe queue:orders 2",
                        "subscribe topic:$SYS/# 0",
                        "subscribe topic:a//b 0"),
                client.gateway.calls());
    }

    @Test
    void eachFilterHasItsOwnCode() { // MQTT-3.9.3-1
        CompletableFuture<List<SubscriptionResult>> stage = client.gateway.pending();
        client.send(subscribe(1, "a", 2, "$session/x", 1, "b", 1, "$share/g", 1));
        client.expectNothing();
        stage.complete(List.of(
                new SubscriptionResult.Granted(Guarantee.AT_LEAST_ONCE),
                new SubscriptionResult.Refused(Reason.NOT_ALLOWED, "no")));
        client.settle();
        client.expect(suback(1, 1, 0x80, 0x80, 0x80));
        assertEquals(List.of("subscribe topic:a 2", "subscribe topic:b 1"), client.gateway.calls());
    }

    @Test
    void filtersThatLeadNowhereAreRefused() {
        client.send(subscribe(
                1,
                "$queue/",
                1,
                "$queue/a/#",
                1,
                "$queue/+",
                1,
                "$route/r",
                0,
                "$session/+",
                0,
                "$principal/p",
                0,
                "$group/",
                1,
                "$group/+",
                1,
                "$share/s/$group/g",
                1));
        client.settle();
        client.expect(suback(1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80));
        assertEquals(List.of(), client.gateway.calls());
    }

    @Test
    void aStoreThatCannotCommitRefusesAll() {
        client.gateway.stages.add(
                CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk full")));
        client.send(subscribe(1, "a", 1, "b", 2));
        client.settle();
        client.expect(suback(1, 0x80, 0x80));
        client.expectOpen();
    }

    @Test
    void anUnsubscribeIsAlwaysAnswered() { // MQTT-3.10.4-4, MQTT-3.10.4-5
        client.send(unsubscribe(3, "a/+", "$queue/q", "$route/none"), unsubscribe(4, "$share/g/t"));
        client.settle();
        client.expect(unsuback(3), unsuback(4));
        assertEquals(
                List.of("unsubscribe topic:a/+", "unsubscribe queue:q", "unsubscribe topic:t shared by 'g'"),
                client.gateway.calls());
    }

    @Test
    void aGatewayThatMiscountsEndsTheConnectionOnly() {
        CompletableFuture<List<SubscriptionResult>> stage = client.gateway.pending();
        client.send(subscribe(1, "a", 1));
        stage.complete(List.of());
        client.settle();
        client.expectNothing();
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().faults.sum());
    }

    @Test
    void manyFilters() {
        Object[] filters = new Object[2_000];
        int[] codes = new int[1_000];
        for (int i = 0; i < 1_000; i++) {
            filters[2 * i] = "t/" + i;
            filters[2 * i + 1] = i % 3;
            codes[i] = i % 3;
        }
        client.send(subscribe(9, filters));
        client.settle();
        client.expect(suback(9, codes));
    }
}
