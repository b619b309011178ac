package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets5.STANDARD;
import static io.parley.protocol.mqtt.internal.Packets5.auth;
import static io.parley.protocol.mqtt.internal.Packets5.connack;
import static io.parley.protocol.mqtt.internal.Packets5.connect;
import static io.parley.protocol.mqtt.internal.Packets5.data;
import static io.parley.protocol.mqtt.internal.Packets5.disconnect;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Authentication in several steps (section 4.12), on the way in and later. */
class AuthenticationTest {

    private static final byte[] M = text(21, "M");

    private final Client client = new Client();
    private final CompletableFuture<GatewaySession> decision = new CompletableFuture<>();

    private static byte[] with(String data) {
        return data(22, bytes(data));
    }

    private void connecting() {
        client.gateway.connecting = decision;
        client.open().send(connect("me", true, 0, M, with("first")));
    }

    private CompletableFuture<Payload> challenge(String data) {
        CompletableFuture<Payload> answer =
                client.gateway.challenger.challenge(Payload.utf8(data)).toCompletableFuture();
        client.connection.runTasks();
        return answer;
    }

    private Client connected() {
        connecting();
        decision.complete(client.gateway);
        client.settle();
        client.connection.sent();
        return client;
    }

    @Test
    void inAsManyStepsAsItTakes() { // MQTT-4.12.0-2, MQTT-4.12.0-3, MQTT-4.12.0-5
        connecting();
        Credentials credentials = client.gateway.requests.get(0).credentials();
        assertEquals(Optional.of("M"), credentials.method());
        assertEquals(Optional.of(Payload.utf8("first")), credentials.secret());
        client.expectNothing();
        CompletableFuture<Payload> answer = challenge("who?");
        client.expect(auth(0x18, M, with("who?")));
        client.send(auth(0x18, M, with("me")));
        assertEquals(Payload.utf8("me"), answer.join());
        CompletableFuture<Payload> second = challenge("really?");
        client.expect(auth(0x18, M, with("really?")));
        client.send(auth(0x18, M));
        assertEquals(Payload.empty(), second.join());
        client.gateway.authenticationData = Optional.of(Payload.utf8("welcome"));
        decision.complete(client.gateway);
        client.settle();
        client.expect(connack(false, 0, STANDARD, M, with("welcome")));
        client.send(publish(1, 1, "t", "x"));
        client.expect(Packets.puback(1));
    }

    @Test
    void withoutAMethodThereIsNone() { // MQTT-4.12.0-6
        client.open().send(connect("me", true, 0));
        CompletableFuture<Payload> answer =
                client.gateway.challenger.challenge(Payload.empty()).toCompletableFuture();
        assertTrue(answer.isCompletedExceptionally());
    }

    @Test
    void anythingElseBeforeTheConnackIsAnError() { // MQTT-3.1.2-30
        connecting();
        client.send(Packets.pingreq());
        client.expect(connack(false, 0x82));
        client.expectClosed();
        decision.complete(client.gateway);
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @Test
    void anAnswerThatNobodyAskedForIsAnError() {
        connecting();
        client.send(auth(0x18, M));
        client.expect(connack(false, 0x82));
        client.expectClosed();
    }

    @Test
    void anotherMethodIsAnError() { // MQTT-4.12.0-5
        connecting();
        CompletableFuture<Payload> answer = challenge("who?");
        client.connection.sent();
        client.send(auth(0x18, text(21, "N")));
        client.expect(connack(false, 0x82));
        client.expectClosed();
        assertTrue(answer.isCompletedExceptionally());
    }

    @Test
    void authenticatingAnewBeforeTheConnackIsAnError() {
        connecting();
        challenge("who?");
        client.connection.sent();
        client.send(auth(0x19, M));
        client.expect(connack(false, 0x82));
        client.expectClosed();
    }

    @Test
    void aClientMayGiveUp() {
        connecting();
        CompletableFuture<Payload> answer = challenge("who?");
        client.connection.sent();
        client.send(disconnect(0));
        client.expectNothing();
        client.expectClosed();
        assertTrue(answer.isCompletedExceptionally());
        decision.complete(client.gateway);
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @Test
    void aClientThatDoesNotAnswerIsLeft() {
        connecting();
        CompletableFuture<Payload> answer = challenge("who?");
        client.connection.sent();
        client.connection.advance(Duration.ofSeconds(10));
        client.expect(connack(false, 0x88));
        client.expectClosed();
        assertTrue(answer.isCompletedExceptionally());
        assertTrue(challenge("again?").isCompletedExceptionally());
        client.expectNothing();
    }

    @Test
    void aClientIsRefused() { // MQTT-4.12.0-4
        connecting();
        decision.completeExceptionally(new RefusedException(Reason.NOT_ALLOWED, "no"));
        client.settle();
        client.expect(connack(false, 0x86));
        client.expectClosed();
    }

    @Test
    void aClientAuthenticatesAnew() { // MQTT-4.12.1-1
        connected();
        client.gateway.again = new CompletableFuture<>();
        client.send(auth(0x19, M, with("again")), publish(1, 1, "t", "x"));
        client.expect(Packets.puback(1));
        Credentials credentials = client.gateway.authentications.get(0);
        assertEquals("me", credentials.clientId());
        assertEquals(Optional.of("M"), credentials.method());
        assertEquals(Optional.of(Payload.utf8("again")), credentials.secret());
        CompletableFuture<Payload> answer = challenge("who?");
        client.expect(auth(0x18, M, with("who?")));
        client.send(auth(0x18, M, with("me")), Packets.pingreq());
        client.expect(Packets.pingresp());
        assertEquals(Payload.utf8("me"), answer.join());
        client.gateway.again.complete(Optional.of(Payload.utf8("fine")));
        client.settle();
        client.expect(auth(0, M, with("fine")));
        client.gateway.again = CompletableFuture.completedFuture(Optional.empty());
        client.send(auth(0x19, M));
        client.settle();
        client.expect(auth(0, M));
        client.expectOpen();
        assertTrue(client.connection.timers.isEmpty());
    }

    @Test
    void aClientThatFailsAnewIsLeft() { // MQTT-4.12.1-2
        connected();
        client.gateway.again = CompletableFuture.failedFuture(new RefusedException(Reason.NOT_ALLOWED, "changed"));
        client.send(auth(0x19, M));
        client.settle();
        client.expectDisconnect(0x87);
        assertTrue(client.gateway.calls().contains("leave false"));
    }

    @Test
    void wrongOrdersAreErrors() {
        byte[][] again = {auth(0x19, M), auth(0x19, M)};
        byte[][] uninvited = {auth(0x18, M)};
        byte[][] otherMethod = {auth(0x19, text(21, "m"))};
        for (byte[][] wrong : List.of(again, uninvited, otherMethod)) {
            AuthenticationTest each = new AuthenticationTest();
            each.connected();
            each.client.gateway.again = new CompletableFuture<>();
            each.client.send(wrong);
            each.client.expectDisconnect(0x82);
        }
    }

    @Test
    void aClientThatDoesNotAnswerLaterIsLeft() {
        connected();
        client.gateway.again = new CompletableFuture<>();
        client.send(auth(0x19, M));
        CompletableFuture<Payload> answer = challenge("who?");
        client.connection.sent();
        client.connection.advance(Duration.ofMillis(9_999));
        client.expectOpen();
        client.connection.advance(Duration.ofMillis(1));
        client.expectDisconnect(0x87);
        assertTrue(answer.isCompletedExceptionally());
        client.gateway.again.complete(Optional.empty());
        client.settle();
        client.expectNothing();
    }

    @Test
    void itSurvivesAHandover() {
        client.gateway.connecting = decision;
        client.open().send(Packets5.connect(0x82, 0, properties(M), Packets.text("me"), Packets.text("user")));
        decision.complete(client.gateway);
        client.settle();
        client.swap();
        client.connection.sent();
        client.send(auth(0x19, M, with("again")));
        client.settle();
        client.expect(auth(0, M));
        assertEquals(Optional.of("user"), client.gateway.authentications.get(0).user());
    }

    @Test
    void aHandoverWaitsForADecision() {
        connected();
        client.gateway.again = new CompletableFuture<>();
        client.send(auth(0x19, M));
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.connection.runTasks();
        assertFalse(stage.isDone());
        client.gateway.again.complete(Optional.empty());
        client.connection.runTasks();
        client.expect(auth(0, M));
        assertTrue(stage.join().session().isPresent());
    }

    @Test
    void aHandoverDoesNotWaitForAClient() {
        connected();
        client.gateway.again = new CompletableFuture<>();
        client.send(auth(0x19, M));
        challenge("who?");
        client.connection.sent();
        CompletableFuture<Detached> stage = client.handler.detach().toCompletableFuture();
        client.connection.runTasks();
        client.expectDisconnect(0x89);
        assertEquals(Optional.empty(), stage.join().session());
        AuthenticationTest later = new AuthenticationTest();
        later.connected();
        later.client.gateway.again = new CompletableFuture<>();
        later.client.send(auth(0x19, M));
        later.client.handler.detach();
        later.challenge("who?");
        byte[] sent = later.client.connection.sent();
        assertTrue(Packets.hex(sent).contains("e0"), Packets.hex(sent));
        later.client.expectClosed();
    }
}
