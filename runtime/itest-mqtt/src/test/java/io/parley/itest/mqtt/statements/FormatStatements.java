package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Chapters 1 and 2: strings, flags and packet ids. */
abstract class FormatStatements extends Statements {

    FormatStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void illFormedUtf8EndsTheConnection() {
        clean("overlong").send("30 { [c0 af] P 'x' }").thrownOut(0x81);
        clean("surrogate").send("30 { [ed a0 80] P 'x' }").thrownOut(0x81);
        clean("cut").send("82 { 0001 P [61 c3] 00 }").thrownOut(0x81);
        Peer id = open();
        id.send("10 { ['MQTT'] L 02 0000 P [ff] }");
        id.rejected(0x81);
    }

    @Test
    void aNullCharacterEndsTheConnection() {
        clean("topic").send("30 { ['a' 00] P 'x' }").thrownOut(0x81);
        clean("filter").send("82 { 0001 P [00] 00 }").thrownOut(0x81);
        Peer id = open();
        id.send("10 { ['MQTT'] L 02 0000 P ['a' 00 'b'] }");
        id.rejected(0x81);
    }

    @Test
    void aByteOrderMarkIsACharacterLikeOthers() {
        Peer peer = subscriber("\ufeff~a/\ufeff", 0);
        peer.send("30 { ['~a/'] P 'without' }");
        peer.send("30 { [efbbbf '~a/' efbbbf] P 'with' }");
        peer.sees("30 { [efbbbf '~a/' efbbbf] P 'with' }");
    }

    @Test
    void reservedFlagsEndTheConnection() {
        clean("puback").send("41 { 0001 }").thrownOut(0x81);
        clean("pubcomp").send("72 { 0001 }").thrownOut(0x81);
        clean("pingreq").send("c1 00").thrownOut(0x81);
        Peer connect = open();
        connect.send("11 { ['MQTT'] L 02 0000 P ['~a'] }");
        connect.closed();
    }

    @Test
    void packetId0EndsTheConnection() {
        clean("publish").send("32 { ['~a'] 0000 P 'x' }").thrownOut(zeroId());
        clean("subscribe").send("82 { 0000 P ['~a'] 00 }").thrownOut(zeroId());
        clean("unsubscribe").send("a2 { 0000 P ['~a'] }").thrownOut(zeroId());
    }

    private int zeroId() {
        return 0x82;
    }

    @Test
    void whatTheServerSendsHasAPacketIdThatIsNotInUse() {
        Peer peer = subscriber("~a", 1);
        Peer publisher = clean("publisher");
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            publish(publisher, "~a", "" + i);
            int id = peer.sees("32 { ['~a'] ## P '%d' }", i);
            assertNotEquals(0, id);
            ids.add(id);
        }
        assertEquals(5, ids.size());
    }

    @Test
    void aPublishOfQos0HasNoPacketId() {
        Peer peer = subscriber("~a", 2);
        peer.send("30 { ['~a'] P 0001 }");
        peer.sees("30 { ['~a'] P 0001 }");
    }

    @Test
    void answersHaveThePacketIdOfThePublish() {
        Peer peer = clean("a");
        peer.send("32 { ['~a'] 1234 P 'x' }").sees("40 { 1234 %s }", unmatched());
        peer.send("34 { ['~a'] 4321 P 'x' }").sees("50 { 4321 %s }", unmatched());
        peer.send("62 { 4321 }").sees("70 { 4321 }");
        // Another one receives: to one that did both, the message may come before the answer.
        Peer receiver = subscriber("~b", 2);
        peer.send("34 { ['~b'] 4321 P 'x' }").sees("50 { 4321 }");
        int id = receiver.sees("34 { ['~b'] ## P 'x' }");
        receiver.send("50 { %04x }", id).sees("62 { %04x }", id);
    }

    @Test
    void subackAndUnsubackHaveThePacketIdOfTheirRequest() {
        Peer peer = clean("a");
        peer.send("82 { abcd P ['~a'] 01 }").sees("90 { abcd P 01 }");
        peer.send("a2 { dcba P ['~a'] }").sees("b0 { dcba P R }");
    }

    @Test
    void aPacketThatDoesNotEndWithItsLastFieldEndsTheConnection() {
        clean("shorter").send("82 { 0001 P ['~a'] 00 00 }").thrownOut(0x81);
        clean("longer").send("30 { 0009 'a' }").thrownOut(0x81);
        Peer connect = open();
        connect.send("10 { ['MQTT'] L 02 0000 P ['~a'] 00 }");
        connect.rejected(0x81);
    }
}
