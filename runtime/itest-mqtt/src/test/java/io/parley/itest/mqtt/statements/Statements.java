package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of statements in one version, and what clients in them do to begin with. */
@ExtendWith(Shared.class)
@Timeout(120)
abstract class Statements {

    private static final int CLEAN = 0x02;

    final Broker broker;
    final Dialect dialect;

    Statements(Broker broker, Dialect dialect) {
        this.broker = broker;
        this.dialect = dialect;
    }

    @AfterEach
    void close() {
        broker.close();
    }

    boolean five() {
        return dialect == Dialect.V5;
    }

    /** A connection on which nothing was said yet. */
    final Peer open() {
        return broker.open(dialect);
    }

    /** A client with a session of its own that ends with the connection. */
    final Peer clean(String id) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['~%s'] }", id);
        peer.accepted(false);
        return peer;
    }

    /** A client whose session stays when it leaves. */
    final Peer lasting(String id, boolean present) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 00 0000 %s ['~%s'] }", forever(), id);
        peer.accepted(present);
        return peer;
    }

    /** In CONNECT: the session never expires, which in 3.1.1 goes without saying. */
    final String forever() {
        return five() ? "05 11 ffffffff" : "";
    }

    /** A client that leaves a will to {@code ~will}. */
    final Peer withWill(String id, int flags, String payload) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L %02x 0000 P ['~%s'] P ['~will'] ['%s'] }", CLEAN | 0x04 | flags, id, payload);
        peer.accepted(false);
        return peer;
    }

    /** In PUBACK and PUBREC: nobody has subscribed, which only 5.0 tells. */
    final String unmatched() {
        return five() ? "10" : "";
    }

    /** Subscribes, with packet id 1, and is granted that QoS. */
    final void subscribe(Peer peer, String filter, int qos) {
        peer.send("82 { 0001 P ['%s'] %02x }", filter, qos);
        peer.sees("90 { 0001 P %02x }", qos);
    }

    /** A client that has a clean session and a subscription. */
    final Peer subscriber(String filter, int qos) {
        Peer peer = clean("subscriber");
        subscribe(peer, filter, qos);
        return peer;
    }

    /** Publishes with QoS 1 and packet id 7, so that it is done when this returns, whether somebody hears it or not. */
    final void publish(Peer peer, String topic, String payload) {
        publish(peer, 0x32, topic, payload);
    }

    /** The same with other flags, of QoS 1. */
    final void publish(Peer peer, int first, String topic, String payload) {
        peer.send("%02x { ['%s'] 0007 P '%s' }", first, topic, payload);
        Packet puback = peer.packet();
        boolean heard = puback.body().length == 2 || five() && puback.at(2) == 0x10;
        if (puback.first() != 0x40 || puback.at(0) != 0 || puback.at(1) != 7 || !heard) {
            throw new AssertionError("Expected a PUBACK of success with packet id 7: " + puback);
        }
    }

    /** A new subscription gets nothing that is retained for the topic: only what is below it, which would come together. */
    final void nothingIsRetained(String topic) {
        Peer peer = clean("sees-nothing-retained");
        publish(peer, 0x33, topic + "/marker", "marker");
        peer.send("82 { 0001 P ['%s/#'] 00 }", topic);
        peer.seesAll("90 { 0001 P 00 }", "31 { ['%s/marker'] P 'marker' }".formatted(topic));
        peer.alive();
    }
}
