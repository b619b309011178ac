package io.parley.itest.mqtt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import io.parley.spi.security.Authenticator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    void aPrincipalHasSoManySessionsAndOthersHaveTheirs() {
        for (String id : List.of("a1", "a2", "a3")) {
            connecting("anna", id).accepted(false);
        }
        refused(connecting("anna", "a4"), 0x97, "max.sessions.per.principal");
        connecting("bernd", "b1").accepted(false);
    }
}
