package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.connack;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.packet;
import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.pingresp;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.text;
import static io.parley.protocol.mqtt.internal.Packets.u16;
import static io.parley.protocol.mqtt.internal.Packets.u8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectTest {

    private final Client client = new Client();

    @Test
    void everythingInAConnectReachesTheGateway() {
        client.open()
                .send(connect(0xf4, 30, text("id-1"), text("last/will"), text("gone"), text("user"), text("secret")));
        ConnectRequest request = client.gateway.requests.get(0);
        assertEquals("mqtt", request.protocol());
        assertEquals("id-1", request.credentials().clientId());
        assertEquals(Optional.of("user"), request.credentials().user());
        assertEquals(Optional.of(Payload.utf8("secret")), request.credentials().secret());
        assertEquals(client.connection.remote(), request.credentials().remote());
        assertFalse(request.clean());
        assertEquals(Session.NEVER, request.expiry());
        assertEquals(1_024, request.receiveMaximum());
        Publication will = request.will().orElseThrow().publication();
        assertEquals(Address.topic("last/will"), will.message().address());
        assertEquals(Payload.utf8("gone"), will.message().payload());
        assertEquals(Guarantee.EXACTLY_ONCE, will.guarantee());
        assertTrue(will.retain());
        client.expect(connack(false, 0));
    }

    @Test
    void aCleanSessionEndsWithItsConnection() {
        client.open().send(connect("a", true, 0));
        assertTrue(client.gateway.requests.get(0).clean());
        assertEquals(Duration.ZERO, client.gateway.requests.get(0).expiry());
        assertTrue(client.gateway.requests.get(0).will().isEmpty());
    }

    @Test
    void theExpiryOfSessionsIsASetting() {
        client.connection.settings.put(Settings.SESSION_EXPIRY, "60");
        client.open().send(connect("a", false, 0));
        assertEquals(Duration.ofSeconds(60), client.gateway.requests.get(0).expiry());
    }

    @Test
    void aByteOrderMarkStaysInAClientId() { // MQTT-1.5.3-3
        client.open().send(connect("\uFEFFa\uFFFD", true, 0));
        assertEquals(
                "\uFEFFa\uFFFD", client.gateway.requests.get(0).credentials().clientId());
    }

    @Test
    void aSessionThatWasThereIsPresent() { // MQTT-3.2.2-2
        client.gateway.resumed = true;
        client.open().send(connect("a", false, 0));
        client.expect(connack(true, 0));
    }

    @Test
    void aCleanSessionIsNeverPresent() { // MQTT-3.2.2-1
        client.gateway.resumed = true;
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 0));
    }

    @Test
    void aClientWithoutIdGetsOneForACleanSession() { // MQTT-3.1.3-6
        client.open().send(connect("", true, 0));
        client.expect(connack(false, 0));
        client.expectOpen();
    }

    @Test
    void aClientWithoutIdCannotHaveASessionThatStays() { // MQTT-3.1.3-8
        client.open().send(connect("", false, 0), pingreq());
        client.expect(connack(false, 2));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.requests);
    }

    @ParameterizedTest
    @CsvSource({"MQTT, 3", "MQTT, 0", "MQTT, 132", "MQIsdp, 3", "MQIsdp, 4"})
    void otherVersionsAreRefused(String name, int level) { // MQTT-3.1.2-2
        client.open().send(packet(0x10, text(name), u8(level), u8(2), u16(0), text("a")), pingreq());
        client.expect(connack(false, 1));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.requests);
        assertEquals(1, client.surroundings.counters().refusedConnects.sum());
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_ALLOWED, false, 5",
        "NOT_ALLOWED, true, 4",
        "UNAVAILABLE, true, 3",
        "LIMIT, false, 3",
        "INVALID, false, 2",
        "CONFLICT, false, 2"
    })
    void aRefusalHasItsCode(Reason reason, boolean withUser, int code) {
        client.gateway.connecting = CompletableFuture.failedFuture(new RefusedException(reason, "no"));
        client.open().send(withUser ? connect(0x82, 0, text("a"), text("u")) : connect("a", true, 0), pingreq());
        client.expect(connack(false, code));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.calls());
    }

    @Test
    void aFaultIsUnavailable() {
        client.gateway.connecting = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 3));
        client.expectClosed();
    }

    @Test
    void whatFollowsAConnectWaitsForItsAnswer() {
        CompletableFuture<GatewaySession> decision = new CompletableFuture<>();
        client.gateway.connecting = decision;
        client.open().send(connect("a", true, 0), publish(1, 7, "t", "x"), hex("c0"));
        assertTrue(client.connection.paused);
        assertEquals(List.of(), client.gateway.calls());
        decision.complete(client.gateway);
        client.settle();
        assertFalse(client.connection.paused);
        client.expect(connack(false, 0), puback(7));
        client.send(hex("00"));
        client.expect(pingresp());
        assertEquals(List.of("start", "publish topic:t 1 0 x"), client.gateway.calls());
    }

    @Test
    void whatFollowsARefusedConnectIsNotProcessed() { // MQTT-3.1.4-5
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("a", true, 0), publish(1, 7, "t", "x"));
        client.gateway.connecting.completeExceptionally(new RefusedException(Reason.NOT_ALLOWED, "no"));
        client.settle();
        client.expect(connack(false, 5));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.calls());
    }

    @Test
    void aSessionThatComesTooLateIsLeft() {
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("a", true, 0));
        client.handler.closed();
        assertEquals(List.of(), client.gateway.calls());
        client.gateway.connecting.complete(client.gateway);
        client.settle();
        assertEquals(List.of("leave false"), client.gateway.calls());
        client.expectNothing();
    }

    @Test
    void silenceInsteadOfAConnectEndsTheConnection() {
        client.connection.settings.put(Settings.CONNECT_TIMEOUT, "4");
        client.open().send(hex("10"));
        client.connection.advance(Duration.ofMillis(3_999));
        client.expectOpen();
        client.connection.advance(Duration.ofMillis(1));
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().silent.sum());
    }

    @Test
    void aDecisionThatDoesNotComeEndsTheConnection() {
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("a", true, 0));
        client.connection.advance(Duration.ofSeconds(10));
        client.expect(connack(false, 3));
        client.expectClosed();
        client.gateway.connecting.complete(client.gateway);
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @Test
    void aWrongSettingKeepsTheLastGoodOne() {
        client.connection.settings.put(Settings.SESSION_EXPIRY, "60");
        client.open();
        client.connection.settings.put(Settings.SESSION_EXPIRY, "an hour");
        client.open().send(connect("a", false, 0));
        assertEquals(Duration.ofSeconds(60), client.gateway.requests.get(0).expiry());
    }
}
