package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** PINGREQ, DISCONNECT, and what ends a connection. */
abstract class EndStatements extends Statements {

    EndStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void pingreqIsAnswered() {
        clean("a").send("c0 00 c0 00").sees("d0 00 d0 00");
    }

    @Test
    void disconnectHasNoFlags() {
        Peer reader = subscriber("~will", 0);
        withWill("a", 0, "thrown out").send("e1 00").thrownOut(0x81);
        reader.sees("30 { ['~will'] P 'thrown out' }");
    }

    @Test
    void aProtocolErrorEndsTheConnectionOnWhichItCame() {
        Peer other = clean("other");
        Peer peer = clean("a");
        peer.send("20 { 00 00 }").thrownOut(0x82);
        other.alive();
    }

    @Test
    void nothingIsProcessedBehindDisconnect() {
        Peer reader = subscriber("~a", 0);
        Peer peer = clean("a");
        peer.send("e0 00 30 { ['~a'] P 'late' }").end();
        publish(clean("publisher"), "~a", "sentinel");
        reader.sees("30 { ['~a'] P 'sentinel' }");
    }

    @Test
    void anyOrderedStreamOfBytesIsServed() {
        Peer peer = open();
        for (String part :
                new String[] {"10", five() ? "0f" : "0e", "00", "04 'M'", "'QTT' L", "02 00", "00 P 00", "02 'a'", "'b'"
                }) {
            peer.send(part);
        }
        peer.accepted(false);
        peer.send("c0").send("00 c0").send("00").sees("d0 00 d0 00");
    }
}
