package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.pingresp;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets5.connect;
import static io.parley.protocol.mqtt.internal.Packets5.disconnect;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections of MQTT 5 end. */
class Life5Test {

    private final Client client = Client.connected5();

    @Test
    void aNormalFarewellDropsTheWill() { // MQTT-3.14.4-3
        client.send(disconnect(0), pingreq());
        client.expectNothing();
        client.expectClosed();
        assertEquals(List.of("leave true"), client.gateway.calls());
        Client shorter = Client.connected5();
        shorter.send(Packets.disconnect());
        assertEquals(List.of("leave true"), shorter.gateway.calls());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99})
    void anyOtherFarewellPublishesIt(int code) { // MQTT-3.1.2-10
        client.send(disconnect(code, text(31, "bye"), user("a", "b")));
        client.expectNothing();
        client.expectClosed();
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @Test
    void aFarewellMayChangeTheExpiry() {
        client.send(disconnect(0, u32(17, 60)));
        assertEquals(List.of("expireAfter 60", "leave true"), client.gateway.calls());
        Client never = new Client();
        never.connection.settings.put(Settings.SESSION_EXPIRY_MAXIMUM, "100");
        never.connect5();
        never.send(disconnect(4, u32(17, 0xffff_ffffL)));
        assertEquals(List.of("expireAfter 100", "leave false"), never.gateway.calls());
    }

    @Test
    void anExpiryThatCannotBeStoredStays() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk")));
        client.send(disconnect(0, u32(17, 60)));
        assertEquals(List.of("expireAfter 60", "leave true"), client.gateway.calls());
    }

    @Test
    void aSessionThatWasToEndWithItsConnectionDoesSo() { // section 3.14.2.2.2
        Client clean = new Client().open();
        clean.send(connect("me", true, 0));
        clean.connection.sent();
        clean.send(disconnect(0, u32(17, 1)));
        clean.expectDisconnect(0x82);
        Client again = new Client().open();
        again.send(connect("me", true, 0));
        again.send(disconnect(0, u32(17, 0)));
        assertEquals(List.of("start", "expireAfter 0", "leave true"), again.gateway.calls());
    }

    @ParameterizedTest
    @CsvSource({"TAKEN_OVER, 0x8e", "CLOSED, 0x98", "EXPIRED, 0x98", "REVOKED, 0x87", "MOVED, 0x89"})
    void aSessionThatEndsIsToldSo(Holder.End why, String code) { // MQTT-3.1.4-3
        client.gateway.downstream.ended(why);
        client.expect(disconnect(Integer.decode(code)));
        client.expectClosed();
        client.deliver(Client.message(0, Guarantee.AT_LEAST_ONCE, "t", "late"));
        client.expectNothing(); // MQTT-3.14.4-1
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @Test
    void silenceIsToldSo() { // MQTT-3.1.2-22
        Client quiet = new Client().open();
        quiet.send(connect("me", true, 10));
        quiet.connection.sent();
        quiet.connection.advance(Duration.ofMillis(14_999));
        quiet.expectOpen();
        quiet.connection.advance(Duration.ofMillis(1));
        quiet.expectDisconnect(0x8d);
    }

    @Test
    void goingAwayGivesTheAnswersThatAreDueAndSaysWhy() {
        CompletableFuture<Receipt> storing = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"));
        client.handler.goAway("the server stops");
        client.expectOpen();
        storing.complete(FakeGateway.STORED);
        client.settle();
        client.expect(puback(1), disconnect(0x8b, text(31, "the server stops")));
        client.expectClosed();
    }

    @Test
    void goingAwayBeforeTheConnack() { // MQTT-3.14.0-1
        Client early = new Client();
        early.gateway.connecting = new CompletableFuture<>();
        early.open().send(connect("me", true, 0));
        early.handler.goAway("the server stops");
        early.expect(Packets5.connack(false, 0x88));
        early.expectClosed();
    }

    @Test
    void aMistakeOfTheGatewayIsToldWithoutDetails() {
        client.gateway.stages.add(new CompletableFuture<>() {
            @Override
            public <U> CompletableFuture<U> thenApply(Function<? super Object, ? extends U> change) {
                throw new IllegalStateException("broken");
            }
        });
        client.send(publish(1, 1, "t", "x"));
        client.expect(disconnect(0x80));
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().faults.sum());
    }

    @Test
    void aReleaseThatCannotBeStoredEndsTheConnection() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk")));
        client.send(Packets.pubrel(3));
        client.settle();
        client.expectDisconnect(0x83);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdleClientIsLeft(boolean modern) {
        Client busy = new Client();
        busy.connection.settings.put(Settings.IDLE, "40");
        busy.open();
        busy.send(modern ? connect("me", true, 0) : Packets.connect("me", true, 0));
        busy.connection.sent();
        busy.connection.advance(Duration.ofSeconds(35));
        busy.deliver(Client.message(0, Guarantee.AT_MOST_ONCE, "t", "x"));
        busy.connection.advance(Duration.ofSeconds(35));
        busy.send(modern ? publish(0, 0, "t", "x") : Packets.publish(0, 0, "t", "x"));
        busy.connection.advance(Duration.ofSeconds(35));
        busy.connection.sent();
        busy.send(pingreq());
        busy.expect(pingresp());
        busy.connection.advance(Duration.ofSeconds(20));
        busy.expectClosed();
        assertEquals(modern ? "e0" : "", Packets.hex(busy.connection.sent()).replaceAll("^(..).*", "$1"));
        assertEquals(1, busy.surroundings.counters().idle.sum());
        assertTrue(busy.connection.timers.isEmpty());
    }
}
