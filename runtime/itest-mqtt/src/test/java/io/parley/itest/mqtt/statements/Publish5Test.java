package io.parley.itest.mqtt.statements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class Publish5Test extends PublishStatements {

    Publish5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void topicAlias0EndsTheConnection() {
        clean("a").send("30 { ['~a'] { 23 0000 } 'x' }").thrownOut(0x94);
    }

    @Test
    void aTopicAliasAboveTheMaximumEndsTheConnection() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 00 ['~a'] }");
        long maximum = (long) peer.accepted(false).get(0x22).get(0);
        peer.send("30 { ['~a'] { 23 %04x } 'x' }", maximum + 1).thrownOut(0x94);
    }

    @Test
    void everyTopicAliasUpToTheMaximumIsAccepted() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 00 ['~a'] }");
        long maximum = (long) peer.accepted(false).get(0x22).get(0);
        subscribe(peer, "~/#", 0);
        peer.send("30 { ['~/one'] { 23 0001 } '1' } 30 { ['~/last'] { 23 %04x } '2' }", maximum);
        peer.send("30 { [] { 23 0001 } '3' } 30 { [] { 23 %04x } '4' }", maximum);
        peer.sees("30 { ['~/one'] 00 '1' } 30 { ['~/last'] 00 '2' }");
        peer.sees("30 { ['~/one'] 00 '3' } 30 { ['~/last'] 00 '4' }");
    }

    @Test
    void topicAliasesEndWithTheirConnection() {
        Peer peer = lasting("a", false);
        peer.send("32 { ['~a'] 0001 { 23 0001 } 'x' }").sees("40 { 0001 10 }");
        peer.close();
        lasting("a", true).send("32 { [] 0001 { 23 0001 } 'x' }").thrownOut(0x82);
    }

    @Test
    void theServerKeepsToTheClientsTopicAliases() {
        Peer reader = open();
        reader.send("10 { ['MQTT'] 05 02 0000 { 22 0001 } ['~reader'] }");
        reader.accepted(false);
        subscribe(reader, "~/#", 0);
        Peer publisher = clean("publisher");
        Map<Long, String> aliases = new HashMap<>();
        for (String topic : new String[] {"~/one", "~/one", "~/one", "~/two", "~/two", "~/two"}) {
            publish(publisher, topic, "x");
            Packet delivery = reader.packet();
            String name = new String(delivery.body(), 2, delivery.at(1), UTF_8);
            List<Object> alias = delivery.properties(2 + delivery.at(1)).getOrDefault(0x23, List.of());
            if (!alias.isEmpty()) {
                assertEquals(List.of(1L), alias);
                name = aliases.merge(1L, name, (before, now) -> now.isEmpty() ? before : now);
            }
            assertEquals(topic.replace("~", broker.prefix()), name);
        }
        assertEquals(Set.of(1L), aliases.keySet());
    }

    @Test
    void withoutAMaximumThereAreNoTopicAliases() {
        Peer reader = subscriber("~a", 0);
        Peer publisher = clean("publisher");
        for (int i = 0; i < 4; i++) {
            publish(publisher, "~a", "x");
            reader.sees("30 { ['~a'] 00 'x' }");
        }
    }

    @Test
    void theResponseTopicIsUtf8() {
        clean("a").send("30 { ['~a'] { 08 [c0 af] } 'x' }").thrownOut(0x81);
    }

    @Test
    void theResponseTopicHasNoWildcards() {
        clean("plus").send("30 { ['~a'] { 08 ['~/+'] } 'x' }").thrownOut(0x82);
        clean("hash").send("30 { ['~a'] { 08 ['#'] } 'x' }").thrownOut(0x82);
    }

    @Test
    void theContentTypeIsUtf8() {
        clean("a").send("30 { ['~a'] { 03 [ff] } 'x' }").thrownOut(0x81);
    }

    @Test
    void propertiesOfAMessageAreSentUnaltered() {
        Peer reader = subscriber("~a", 0);
        Peer publisher = clean("publisher");
        for (String property : new String[] {
            "01 01",
            "03 ['text/x; a=b']",
            "08 ['~/reply']",
            "09 [00 ff 01]",
            "09 ['text']",
            "26 ['~name'] ['value']",
            "26 [] []"
        }) {
            publisher.send("32 { ['~a'] 0007 { %s } 'x' }", property).sees("40 { 0007 }");
            reader.sees("30 { ['~a'] { %s } 'x' }", property);
        }
    }

    @Test
    void userPropertiesKeepTheirOrder() {
        Peer reader = subscriber("~a", 0);
        String properties = "26 ['z'] ['1'] 26 ['a'] ['2'] 26 ['z'] ['0'] 26 ['z'] ['1']";
        clean("publisher").send("32 { ['~a'] 0007 { %s } 'x' }", properties).sees("40 { 0007 }");
        reader.sees("30 { ['~a'] { %s } 'x' }", properties);
    }

    @Test
    void anExpiredMessageIsDeleted() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 1);
        reader.send("e0 00").end();
        clean("publisher").send("32 { ['~a'] 0001 { 02 00000001 } 'late' }").sees("40 { 0001 }");
        Passing.millis(1_200);
        Peer again = lasting("reader", true);
        publish(clean("publisher"), "~a", "sentinel");
        again.sees("32 { ['~a'] ## 00 'sentinel' }");
    }

    @Test
    void theExpiryIsCountedDown() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 1);
        reader.send("e0 00").end();
        clean("publisher").send("32 { ['~a'] 0001 { 02 00000064 } 'x' }").sees("40 { 0001 }");
        Passing.millis(1_100);
        Packet delivery = lasting("reader", true).packet();
        long left = (long) delivery.properties(2 + delivery.at(1) + 2).get(0x02).get(0);
        assertTrue(left == 98 || left == 99, left + " s are left of 100");
    }

    @Test
    void aSubscriptionIdentifierFromAClientEndsTheConnection() {
        clean("a").send("30 { ['~a'] { 0b 01 } 'x' }").thrownOut(0x82);
    }

    @Test
    void identifiersOfAllMatchingSubscriptionsCome() {
        Peer reader = clean("reader");
        reader.send(
                "82 { 0001 { 0b 07 } ['~/a'] 00 } 82 { 0002 { 0b ffffff7f } ['~/+'] 00 } 82 { 0003 00 ['~/#'] 00 }");
        reader.sees("90 { 0001 00 00 } 90 { 0002 00 00 } 90 { 0003 00 00 }");
        publish(clean("publisher"), "~/a", "x");
        Packet delivery = reader.packet();
        List<Object> identifiers = delivery.properties(2 + delivery.at(1)).get(0x0b);
        assertEquals(Set.of(7L, 268_435_455L), Set.copyOf(identifiers));
        assertEquals(2, identifiers.size());
        publish(clean("publisher"), "~/b/c", "y");
        reader.sees("30 { ['~/b/c'] 00 'y' }");
    }

    @Test
    void moreThanTheReceiveMaximumEndsTheConnection() {
        broker.with("mqtt.receive.maximum", "2");
        Peer peer = clean("a");
        peer.send("34 { ['~a'] 0001 00 'x' } 34 { ['~a'] 0002 00 'x' }").sees("50 { 0001 10 } 50 { 0002 10 }");
        peer.send("34 { ['~a'] 0003 00 'x' }").thrownOut(0x93);
    }

    @Test
    void whatIsRefusedIsAnsweredWithItsReason() {
        Peer peer = clean("a");
        peer.send("32 { ['~/forbidden'] 0001 00 'x' }");
        Packet puback = peer.packet();
        assertEquals(0x40, puback.first());
        assertEquals(0x87, puback.at(2));
        peer.send("34 { ['~/forbidden'] 0002 00 'x' }");
        Packet pubrec = peer.packet();
        assertEquals(0x50, pubrec.first());
        assertEquals(0x87, pubrec.at(2));
        peer.alive();
    }

    @Test
    void answersAreNotLargerThanTheClientTakes() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 { 27 00000018 } ['a'] }");
        peer.accepted(false);
        peer.send("32 { ['~/forbidden'] 0001 00 'x' }").sees("40 { 0001 87 }");
        peer.send("34 { ['~/forbidden'] 0002 00 'x' }").sees("50 { 0002 87 }");
        peer.send("82 { 0003 00 ['$route/x'] 00 }").sees("90 { 0003 00 8f }");
        peer.send("82 { 0000 00 ['a'] 00 }").sees("e0 { 82 }");
        peer.end();
    }

    @Test
    void noReasonIsToldToThoseWhoDoNotWantIt() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 { 17 00 } ['~a'] }");
        peer.accepted(false);
        peer.send("32 { ['~/forbidden'] 0001 00 'x' }").sees("40 { 0001 87 }");
        peer.send("82 { 0003 00 ['$route/x'] 00 }").sees("90 { 0003 00 8f }");
    }

    @Test
    void noPacketIsLargerThanTheClientTakes() {
        Peer reader = open();
        reader.send("10 { ['MQTT'] 05 02 0000 { 27 00000030 21 0001 } ['~reader'] }");
        reader.accepted(false);
        subscribe(reader, "~a", 1);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "x".repeat(100));
        publish(publisher, "~a", "small");
        reader.sees("32 { ['~a'] ## 00 'small' }");
    }
}
