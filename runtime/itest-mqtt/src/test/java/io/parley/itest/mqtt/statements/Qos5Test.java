package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Qos5Test extends QosStatements {

    Qos5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void aFailureInPubackOrPubrecEndsADelivery() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 2);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publisher.send("34 { ['~a'] 0001 00 'two' }").sees("50 { 0001 }");
        int one = reader.sees("32 { ['~a'] ## 00 'one' }");
        int two = reader.sees("34 { ['~a'] ## 00 'two' }");
        reader.send("40 { %04x 80 00 } 50 { %04x 97 }", one, two);
        reader.alive();
        reader.close();
        Peer again = lasting("reader", true);
        publish(publisher, "~a", "three");
        again.sees("32 { ['~a'] ## 00 'three' }");
    }

    @Test
    void idsThatAreNotToComeTwiceLeaveMessagesInTheirOrder() {
        Peer reader = subscriber("~a", 1);
        Peer publisher = clean("publisher");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            // Looked for in many places, and some are retained.
            String header = i % 4 == 0 ? "33" : "32";
            String id = i % 3 == 0 ? "" : "26 ['parley-dedupe-id'] ['~%d']".formatted(i);
            all.append("%s { ['~a'] %04x { %s } '%d' } ".formatted(header, i + 1, id, i));
        }
        publisher.send(all.toString());
        for (int i = 0; i < 100; i++) {
            reader.sees("32 { ['~a'] ## 00 '%d' }", i);
        }
    }

    @Test
    void reasonCodesOfAcknowledgementsAreThoseThatThereAre() {
        clean("puback").send("40 { 0001 01 }").thrownOut(0x82);
        clean("pubrec").send("50 { 0001 92 }").thrownOut(0x82);
        clean("pubrel").send("62 { 0001 80 }").thrownOut(0x82);
        clean("pubcomp").send("70 { 0001 10 }").thrownOut(0x82);
    }

    @Test
    void anUnknownPubrecIsAnsweredSo() {
        clean("a").send("50 { 0009 }").sees("62 { 0009 92 }");
    }

    @Test
    void anUnknownPubrelIsAnsweredSo() {
        clean("a").send("62 { 0009 }").sees("70 { 0009 92 }");
    }

    @Test
    void expiryIsNotAppliedToADeliveryThatHasBegun() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 2);
        clean("publisher").send("34 { ['~a'] 0001 { 02 00000001 } 'x' }").sees("50 { 0001 }");
        Packet first = reader.packet();
        assertEquals(0x34, first.first());
        reader.close();
        Passing.millis(1_200);
        Peer again = lasting("reader", true);
        Packet second = again.packet();
        assertEquals(0x3c, second.first());
        int id = first.at(2 + first.at(1)) << 8 | first.at(3 + first.at(1));
        again.send("50 { %04x }", id).sees("62 { %04x }", id);
    }

    @Test
    void aTransferGoesOnAfterItsMessageHasExpired() {
        Peer publisher = clean("publisher");
        subscribe(clean("reader"), "~a", 0);
        publisher.send("34 { ['~a'] 0001 { 02 00000001 } 'x' }").sees("50 { 0001 }");
        Passing.millis(1_200);
        publisher.send("3c { ['~a'] 0001 { 02 00000001 } 'x' }").sees("50 { 0001 }");
        publisher.send("62 { 0001 }").sees("70 { 0001 }");
    }

    @Test
    void afterARefusalAnIdIsThatOfANewMessage() {
        Peer reader = subscriber("~a", 0);
        Peer publisher = clean("publisher");
        publisher.send("34 { ['~/forbidden'] 0001 00 'x' }");
        assertEquals(0x87, publisher.packet().at(2));
        publisher.send("34 { ['~a'] 0001 00 'new' }").sees("50 { 0001 }");
        reader.sees("30 { ['~a'] 00 'new' }");
    }

    @Test
    void theServerKeepsToTheClientsReceiveMaximum() {
        Peer reader = open();
        reader.send("10 { ['MQTT'] 05 02 0000 { 21 0002 } ['~reader'] }");
        reader.accepted(false);
        subscribe(reader, "~a", 2);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "1");
        publisher.send("34 { ['~a'] 0001 00 '2' }").sees("50 { 0001 }");
        publish(publisher, "~a", "3");
        publish(publisher, "~a", "4");
        int one = reader.sees("32 { ['~a'] ## 00 '1' }");
        int two = reader.sees("34 { ['~a'] ## 00 '2' }");
        reader.alive();
        reader.send("50 { %04x }", two).sees("62 { %04x }", two);
        reader.alive();
        reader.send("40 { %04x }", one).sees("32 { ['~a'] ## 00 '3' }");
        reader.alive();
        reader.send("70 { %04x }", two).sees("32 { ['~a'] ## 00 '4' }");
    }

    @Test
    void onlyPublishWaitsForTheReceiveMaximum() {
        Peer reader = open();
        reader.send("10 { ['MQTT'] 05 02 0000 { 21 0001 } ['~reader'] }");
        reader.accepted(false);
        subscribe(reader, "~a", 1);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "1");
        publish(publisher, "~a", "2");
        reader.sees("32 { ['~a'] ## 00 '1' }");
        reader.send("82 { 0002 00 ['~b'] 00 }").sees("90 { 0002 00 00 }");
        reader.send("32 { ['~c'] 0003 00 'x' }").sees("40 { 0003 10 }");
        reader.send("34 { ['~c'] 0004 00 'x' }").sees("50 { 0004 10 }");
        reader.send("62 { 0004 }").sees("70 { 0004 }");
        reader.send("a2 { 0005 00 ['~b'] }").sees("b0 { 0005 00 00 }");
        reader.alive();
    }
}
