package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Client.message;
import static io.parley.protocol.mqtt.internal.Packets.connack;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.pingresp;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubcomp;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Receipt;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One instance of the protocol gives a connection up, another goes on with it, and the client notices nothing. */
class HandoverTest {

    @Test
    void deliveriesInFlightStayInFlight() {
        Client client = Client.connected();
        Address queue = Address.queue("q");
        client.deliver(
                message(61_430, AT_LEAST_ONCE, "t", "x"),
                message(61_450, EXACTLY_ONCE, "t", "x"),
                message(61_451, EXACTLY_ONCE, "t", "x"),
                message(61_452, EXACTLY_ONCE, "t", "x"),
                message(-1, AT_LEAST_ONCE, queue, "x", false, false),
                message(-2, AT_LEAST_ONCE, queue, "x", false, false));
        client.send(pubrec(12), pubrec(13), puback(61_441));
        client.deliver(new Outbound.Release(61_452));
        client.connection.sent();
        client.gateway.calls();
        client.swap();
        assertEquals(List.of("writable false", "reattach", "writable true"), client.gateway.calls());
        client.send(puback(61_431), pubrec(11), pubrec(12), pubcomp(13), puback(61_442), puback(61_441));
        client.expectNothing();
        assertEquals(
                List.of("acknowledge 61430", "received 61450", "acknowledge 61452", "acknowledge -2"),
                client.gateway.calls());
        client.deliver(new Outbound.Release(61_451), message(-3, AT_LEAST_ONCE, queue, "y", false, false));
        client.expect(pubrel(12), publish(1, 61_441, "$queue/q", "y"));
    }

    @Test
    void answersAreGivenFirst() {
        Client client = Client.connected();
        CompletableFuture<Receipt> storing = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"));
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.send(publish(1, 2, "t", "y"));
        client.settle();
        assertFalse(stage.isDone());
        assertTrue(client.unread.length > 0, "what is not read is for the successor");
        storing.complete(FakeGateway.STORED);
        client.settle();
        client.expect(puback(1));
        assertTrue(stage.isDone());
        client.handler = client.protocol.attach(client.connection, client.gateway, stage.join());
        client.send();
        client.expect(puback(2));
    }

    @Test
    void whatTheSessionHasPutOnTheLaneIsStillSent() {
        Client client = Client.connected();
        client.connection.execute(
                () -> client.gateway.downstream.deliver(List.of(message(5, AT_LEAST_ONCE, "t", "x"))));
        client.swap();
        client.expect(publish(1, 6, "t", "x"));
        client.send(puback(6));
        assertTrue(client.gateway.calls().contains("acknowledge 5"));
    }

    @Test
    void theKeepAliveGoesOn() {
        Client client = new Client().open();
        client.send(connect("me", false, 10));
        client.connection.advance(Duration.ofSeconds(14));
        client.swap();
        assertEquals(1, client.connection.timers.size());
        client.connection.advance(Duration.ofSeconds(14));
        client.expectOpen();
        client.connection.advance(Duration.ofSeconds(1));
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().silent.sum());
    }

    @Test
    void beforeTheHandshakeThereIsNothingToHandOver() {
        Client client = new Client().open();
        byte[] connect = connect("me", true, 0);
        client.send(Arrays.copyOf(connect, 5));
        client.swap();
        client.send(Arrays.copyOfRange(connect, 5, connect.length), pingreq());
        client.expect(connack(false, 0), pingresp());
    }

    @Test
    void aHandshakeUnderWayIsFinished() {
        Client client = new Client();
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("me", true, 0), pingreq());
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        assertFalse(stage.isDone());
        client.gateway.connecting.complete(client.gateway);
        client.connection.runTasks();
        client.expect(connack(false, 0));
        client.connection.paused = false;
        client.handler = client.protocol.attach(client.connection, client.gateway, stage.join());
        client.send();
        client.expect(pingresp());
    }

    @Test
    void aHandshakeThatIsRefusedMeanwhileEnds() {
        Client client = new Client();
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("me", true, 0));
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.gateway.connecting.completeExceptionally(new IllegalStateException("broken"));
        client.connection.runTasks();
        client.expect(connack(false, 3));
        client.expectClosed();
        assertEquals(Optional.empty(), stage.join().session());
    }

    @Test
    void aConnectionThatBreaksMeanwhileIsLeft() {
        Client client = Client.connected();
        client.gateway.pending();
        client.send(publish(1, 1, "t", "x"));
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.handler.closed();
        assertTrue(stage.isDone());
        assertEquals(List.of("publish topic:t 1 0 x", "leave false"), client.gateway.calls());
    }

    @Test
    void aDeliveryToTheInstanceThatIsGoneBreaksTheConnectionSoThatItComesAgain() {
        Client client = Client.connected();
        Downstream old = client.gateway.downstream;
        client.handler.detach();
        client.connection.runTasks();
        old.deliver(List.of(message(0, AT_MOST_ONCE, "t", "x")));
        client.expectOpen();
        old.deliver(List.of(message(0, AT_LEAST_ONCE, "t", "x")));
        client.expectClosed();
        client.expectNothing();
    }

    @Test
    void whatIsHeldBackComesAgainOnAnotherConnection() {
        Client client = Client.connected();
        for (int i = 1; i <= PacketIds.QUEUE_IDS + 1; i++) {
            client.deliver(message(-i, AT_LEAST_ONCE, Address.queue("q"), "", false, false));
        }
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.connection.runTasks();
        client.expectClosed();
        assertEquals(Optional.empty(), stage.join().session());
        assertEquals(List.of("writable false", "leave false"), client.gateway.calls());
    }

    @Test
    void aStateThatIsNotUnderstoodEndsTheConnection() {
        for (Map<String, String> values : List.of(
                Map.<String, String>of(),
                Map.of("phase", "DREAMING"),
                Map.of("phase", "CONNECTED", "level", "77", "keepalive.seconds", "1"),
                Map.of("phase", "CONNECTED", "level", "4", "keepalive.seconds", "1", "inbox", "x", "queue", "y"))) {
            Client client = new Client();
            client.handler = client.protocol.attach(
                    client.connection, client.gateway, new Detached("mqtt", Optional.of(client.gateway), values));
            client.expectClosed();
            assertEquals(List.of("leave false"), client.gateway.calls());
        }
    }
}
