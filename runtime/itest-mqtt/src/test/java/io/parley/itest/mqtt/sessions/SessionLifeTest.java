package io.parley.itest.mqtt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.AuthorizationListener;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;

/** What the configuration of sessions means for clients, with one that is not the default. */
@Timeout(60)
final class SessionLifeTest {

    private static final int CONNACK = 0x20;

    private static Server server;

    private Broker broker;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(
                Map.of("io.parley.session", Map.of("takeover", "oldest", "max.sessions.per.principal", "3")));
        Authenticator believing = credentials -> CompletableFuture.completedStage(
                new Authenticator.Decision.Accepted(credentials.user().orElseThrow()));
        server.context()
                .registerService(
                        Authenticator.class, believing, new Hashtable<>(Map.of("authenticator.name", "believing")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void begin() {
        broker = Broker.whole(server);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private Peer connecting(Dialect dialect, String id) {
        Peer peer = broker.open(dialect);
        peer.send(
                dialect == Dialect.V5
                        ? "10 { ['MQTT'] L 00 0000 05 11 ffffffff ['~%s'] }"
                        : "10 { ['MQTT'] L 00 0000 ['~%s'] }",
                id);
        return peer;
    }

    /** As somebody, who is believed. */
    private Peer connecting(String user, String id) {
        Peer peer = broker.with("authenticator", "believing").open(Dialect.V5);
        peer.send("10 { ['MQTT'] L 80 0000 05 11 ffffffff ['~%s'] ['~%s'] }", id, user);
        return peer;
    }

    private static void refused(Peer peer, int code, String why) {
        Packet connack = peer.packet();
        assertEquals(List.of(CONNACK, 0, code), List.of(connack.first(), connack.at(0), connack.at(1)));
        String told = connack.properties(2).get(0x1f).get(0).toString();
        assertTrue(told.contains(why), told);
        peer.end();
    }

    @Test
    void whereTheOldestWinsASecondClientIsRefusedAndTheFirstStays() {
        Peer first = connecting(Dialect.V5, "a");
        first.accepted(false);
        refused(connecting(Dialect.V5, "a"), 0x85, "takeover = oldest");
        connecting(Dialect.V311, "a").refused(2, 0);
        first.alive();
        first.send("e0 00");
        first.end();
        connecting(Dialect.V5, "a").accepted(true);
    }

    private Peer resuming(String user, String id, String token) {
        Peer peer = broker.with("authenticator", "believing").open(Dialect.V5);
        peer.send(
                "10 { ['MQTT'] L 80 0000 { 11 ffffffff 26 ['parley-resume'] ['%s'] } ['~%s'] ['~%s'] }",
                token, id, user);
        return peer;
    }

    private static String token(Peer accepted) {
        return accepted.accepted(false).get(0x26).get(0).toString().replace("parley-resume=", "");
    }

    @Test
    void theTokenOfAnotherPrincipalIsRefusedAndItsSessionStays() {
        Peer greta = resuming("greta", "g1", "");
        String token = token(greta);
        Peer thief = resuming("henry", "g1", token);
        Packet connack = thief.packet();
        assertEquals(List.of(CONNACK, 0, 0x86), List.of(connack.first(), connack.at(0), connack.at(1)));
        thief.end();
        greta.alive();
        greta.send("e0 00");
        greta.end();
        resuming("greta", "g1", token).accepted(true);
    }

    @Test
    void whereTheOldestWinsOneOfTwoThatResumeAtOnceDoes() {
        Peer first = resuming("ida", "i1", "");
        String token = token(first);
        first.send("e0 00");
        first.end();
        int won = 0;
        for (Peer peer : List.of(resuming("ida", "i1", token), resuming("ida", "i1", token))) {
            Packet connack = peer.packet();
            assertEquals(CONNACK, connack.first());
            won += connack.at(1) == 0 ? 1 : 0;
            assertTrue(connack.at(1) == 0 || connack.at(1) == 0x85, connack.toString());
        }
        assertEquals(1, won);
    }

    @Test
    void aPrincipalHasSoManySessionsAndOthersHaveTheirs() {
        for (String id : List.of("a1", "a2", "a3")) {
            connecting("anna", id).accepted(false);
        }
        refused(connecting("anna", "a4"), 0x97, "max.sessions.per.principal");
        connecting("bernd", "b1").accepted(false);
    }

    private static void gets(Peer peer, String topic, String payload) {
        int id = peer.sees("32 { ['%s'] ## P '%s' }", topic, payload);
        peer.send("40 { %04x }", id);
    }

    private static void publish(Peer peer, int id, String topic, String payload, int code) {
        peer.send("32 { ['%s'] %04x P '%s' }", topic, id, payload);
        Packet puback = peer.packet();
        assertEquals("40 00%02x %02x".formatted(id, code), answer(puback));
    }

    private static String answer(Packet puback) {
        int code = puback.body().length == 2 ? 0 : puback.at(2);
        return "%02x %02x%02x %02x".formatted(puback.first(), puback.at(0), puback.at(1), code);
    }

    @Test
    void aMessageToAPrincipalReachesAllItsSessions() throws Exception {
        Peer sender = connecting("carla", "c1");
        sender.accepted(false);
        Peer here = connecting("dora", "d1");
        here.accepted(false);
        Peer away = connecting("dora", "d2");
        away.accepted(false);
        away.send("e0 00");
        away.end();
        publish(sender, 1, "$principal/~dora", "to all of you", 0);
        publish(sender, 2, "$principal/~nobody", "x", 0x90);
        publish(sender, 3, "$principal/forbidden", "x", 0x87);
        Message inProcess = Message.to(Address.principal(broker.prefix() + "dora"))
                .payload("from inside")
                .build();
        BundleContext context = server.context();
        context.getService(context.getServiceReference(MessageService.class))
                .send(inProcess)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        away = connecting("dora", "d2");
        away.accepted(true);
        for (Peer dora : List.of(here, away)) {
            gets(dora, "$principal/~dora", "to all of you");
            gets(dora, "$principal/~dora", "from inside");
            dora.alive();
        }
        sender.alive();
    }

    @Test
    void aRevokedPrincipalIsSentAwayAndOthersStay() {
        Peer emil = connecting("emil", "e1");
        emil.accepted(false);
        Peer fred = connecting("fred", "f1");
        fred.accepted(false);
        Peer nobody = broker.with("authenticator", "").open(Dialect.V5);
        nobody.send("10 { ['MQTT'] L 00 0000 05 11 ffffffff ['~n1'] }");
        nobody.accepted(false);
        server.service(AuthorizationListener.class).revoked("believing", Set.of(broker.prefix() + "emil"));
        Packet disconnect = emil.packet();
        assertEquals(List.of(0xe0, 0x87), List.of(disconnect.first(), disconnect.at(0)));
        emil.end();
        fred.alive();
        nobody.alive();
        connecting("emil", "e1").accepted(true);
    }
}
