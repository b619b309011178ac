package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.connack;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.disconnect;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.pingresp;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Receipt;
import io.parley.api.session.Holder;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections live and end. */
class LifeTest {

    private static Client withKeepAlive(int seconds) {
        Client client = new Client().open();
        client.send(connect("me", true, seconds));
        client.expect(connack(false, 0));
        client.gateway.calls();
        return client;
    }

    @Test
    void aClientMayBeSilentForOneAndAHalfTimesItsKeepAlive() { // MQTT-3.1.2-24
        Client client = withKeepAlive(10);
        client.connection.advance(Duration.ofMillis(14_999));
        client.send(pingreq());
        client.expect(pingresp());
        client.connection.advance(Duration.ofMillis(14_999));
        client.expectOpen();
        client.connection.advance(Duration.ofMillis(1));
        client.expectClosed();
        assertEquals(List.of("leave false"), client.gateway.calls());
        assertEquals(1, client.surroundings.counters().silent.sum());
    }

    @Test
    void partsOfAPacketDoNotKeepAClientAlive() {
        Client client = withKeepAlive(2);
        client.send(hex("30 7f 00"));
        client.connection.advance(Duration.ofMillis(2_000));
        client.send(hex("01"));
        client.connection.advance(Duration.ofMillis(1_000));
        client.expectClosed();
    }

    @Test
    void withoutKeepAliveSilenceIsAllowed() {
        Client client = withKeepAlive(0);
        client.connection.advance(Duration.ofDays(10));
        client.expectOpen();
        assertTrue(client.connection.timers.isEmpty());
    }

    @Test
    void timeInWhichAClientIsNotReadDoesNotCount() {
        Client client = withKeepAlive(2);
        client.connection.writable = false;
        client.send(pingreq());
        assertTrue(client.connection.paused);
        client.connection.advance(Duration.ofSeconds(60));
        client.expectOpen();
        client.connection.writable = true;
        client.handler.writabilityChanged();
        assertFalse(client.connection.paused);
        client.connection.advance(Duration.ofSeconds(3));
        client.expectClosed();
    }

    @Test
    void packetsKeepAClientAliveWithoutTimersOfTheirOwn() {
        Client client = withKeepAlive(2);
        for (int i = 0; i < 1_000; i++) {
            client.send(pingreq());
            client.connection.advance(Duration.ofMillis(100));
            assertEquals(1, client.connection.timers.size());
        }
        client.expectOpen();
    }

    @Test
    void aFarewellDropsTheWill() { // MQTT-3.14.4-3
        Client client = Client.connected();
        client.send(publish(1, 1, "t", "x"), disconnect(), publish(1, 2, "t", "x"));
        client.expect(puback(1));
        client.expectClosed();
        client.handler.closed();
        assertEquals(List.of("publish topic:t 1 0 x", "leave true"), client.gateway.calls());
    }

    @Test
    void aBrokenConnectionPublishesTheWill() {
        Client client = Client.connected();
        client.handler.closed();
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @ParameterizedTest
    @EnumSource(Holder.End.class)
    void aSessionThatEndsTakesItsConnectionAlong(Holder.End why) {
        Client client = withKeepAlive(5);
        client.gateway.downstream.ended(why);
        client.expectClosed();
        client.handler.closed();
        assertEquals(List.of("leave false"), client.gateway.calls(), "a takeover publishes the will");
        assertTrue(client.connection.timers.isEmpty());
        client.deliver(Client.message(0, Guarantee.AT_MOST_ONCE, "t", "late"));
        client.expectNothing();
    }

    @Test
    void aClientThatDoesNotReadIsNotReadEither() {
        Client client = Client.connected();
        client.connection.writable = false;
        client.handler.writabilityChanged();
        client.send(pingreq());
        client.send(pingreq());
        client.expect(pingresp());
        client.connection.writable = true;
        client.handler.writabilityChanged();
        client.send();
        client.expect(pingresp());
        assertEquals(List.of("writable false", "writable true"), client.gateway.calls());
    }

    @Test
    void goingAwayGivesTheAnswersThatAreDue() {
        Client client = Client.connected();
        CompletableFuture<Receipt> storing = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"));
        client.handler.goAway("the server stops");
        client.expectOpen();
        client.send(publish(1, 2, "t", "not read any more"));
        storing.complete(FakeGateway.STORED);
        client.settle();
        client.expect(puback(1));
        client.expectClosed();
        assertEquals(List.of("publish topic:t 1 0 x", "leave false"), client.gateway.calls());
    }

    @Test
    void goingAwayBeforeTheHandshakeClosesAtOnce() {
        Client client = new Client().open();
        client.handler.goAway("the server stops");
        client.expectClosed();
    }

    @Test
    void aMistakeOfTheGatewayEndsTheConnectionOnly() {
        Client client = Client.connected();
        client.gateway.stages.add(new Failing());
        client.send(publish(1, 1, "t", "x"), pingreq());
        client.expectNothing();
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().faults.sum());
    }

    /** A stage that cannot even be used. */
    private static final class Failing extends CompletableFuture<Object> {
        @Override
        public <U> CompletableFuture<U> thenApply(Function<? super Object, ? extends U> change) {
            throw new IllegalStateException("broken");
        }
    }
}
