package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sections 3.8 to 3.11: subscriptions, and their end. */
abstract class SubscribeStatements extends Statements {

    SubscribeStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void subscribeHasItsFlags() {
        clean("a").send("80 { 0001 P ['~a'] 00 }").thrownOut(0x81);
        clean("b").send("83 { 0001 P ['~a'] 00 }").thrownOut(0x81);
    }

    @Test
    void aFilterIsUtf8() {
        clean("a").send("82 { 0001 P [ed bf bf] 00 }").thrownOut(0x81);
    }

    @Test
    void wildcardsAreSupported() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/+/x'] 00 ['~/y/#'] 00 }").sees("90 { 0001 P 00 00 }");
        Peer publisher = clean("publisher");
        publish(publisher, "~/1/x", "plus");
        publish(publisher, "~/y/1/2", "hash");
        reader.sees("30 { ['~/1/x'] P 'plus' } 30 { ['~/y/1/2'] P 'hash' }");
    }

    @Test
    void aSubscribeWithoutAFilterEndsTheConnection() {
        clean("a").send("82 { 0001 P }").thrownOut(0x82);
    }

    @Test
    void reservedBitsOfASubscriptionMustBe0() {
        clean("high").send("82 { 0001 P ['~a'] 80 }").thrownOut(0x81);
        clean("bit6").send("82 { 0001 P ['~a'] 40 }").thrownOut(0x81);
    }

    @Test
    void eachSubscribeIsAnsweredWithItsPacketId() {
        Peer peer = clean("a");
        peer.send("82 { 1000 P ['~a'] 00 }").sees("90 { 1000 P 00 }");
        peer.send("82 { 0fff P ['~a'] 02 }").sees("90 { 0fff P 02 }");
    }

    @Test
    void theSameFilterTakesThePlaceOfTheOldSubscription() {
        publish(clean("publisher"), 0x33, "~a", "kept");
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~a'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~a'] P 'kept' }");
        reader.send("82 { 0002 P ['~a'] 01 }").seesAll("90 { 0002 P 01 }", "33 { ['~a'] ## P 'kept' }");
        publish(clean("publisher"), "~a", "once");
        reader.sees("32 { ['~a'] ## P 'once' }");
        publish(clean("publisher"), "~a", "sentinel");
        reader.sees("32 { ['~a'] ## P 'sentinel' }");
    }

    @Test
    void manyFiltersInOnePacketAreAnsweredTogether() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 00 ['~/b'] 01 ['~/a'] 02 }").sees("90 { 0001 P 00 01 02 }");
        Peer publisher = clean("publisher");
        publish(publisher, "~/a", "replaced");
        publish(publisher, "~/b", "x");
        reader.sees("32 { ['~/a'] ## P 'replaced' }");
        reader.sees("32 { ['~/b'] ## P 'x' }");
    }

    @Test
    void eachFilterHasACodeInItsPlace() {
        Peer peer = clean("a");
        peer.send("82 { 0001 P ['~/a'] 02 ['$route/x'] 01 ['~/b'] 01 ['$session/x'] 00 ['~/c'] 00 }");
        Packet suback = peer.packet();
        assertEquals(0x90, suback.first());
        int end = suback.body().length;
        if (!five()) {
            assertEquals(7, end);
        }
        byte[] codes = Arrays.copyOfRange(suback.body(), end - 5, end);
        byte refused = (byte) refusedFilter();
        assertArrayEquals(new byte[] {2, refused, 1, refused, 0}, codes);
    }

    /** The code of a filter to which nobody may subscribe. */
    abstract int refusedFilter();

    @Test
    void theQosOfADeliveryIsTheLowerOne() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/0'] 00 ['~/1'] 01 ['~/2'] 02 }").sees("90 { 0001 P 00 01 02 }");
        Peer publisher = clean("publisher");
        for (int granted = 0; granted <= 2; granted++) {
            publisher.send("30 { ['~/%d'] P '0' }", granted);
            publish(publisher, "~/" + granted, "1");
            publisher.send("34 { ['~/%d'] 0002 P '2' }", granted).sees("50 { 0002 }");
            publisher.send("62 { 0002 }").sees("70 { 0002 }");
        }
        // What is not stored may come before what is, where the topic is another.
        reader.seesAll(
                "30 { ['~/0'] P '0' }",
                "30 { ['~/0'] P '1' }",
                "30 { ['~/0'] P '2' }",
                "30 { ['~/1'] P '0' }",
                "32 { ['~/1'] ## P '1' }",
                "32 { ['~/1'] ## P '2' }",
                "30 { ['~/2'] P '0' }",
                "32 { ['~/2'] ## P '1' }",
                "34 { ['~/2'] ## P '2' }");
    }

    @Test
    void unsubscribeHasItsFlags() {
        clean("a").send("a0 { 0001 P ['~a'] }").thrownOut(0x81);
        clean("b").send("a6 { 0001 P ['~a'] }").thrownOut(0x81);
    }

    @Test
    void aFilterToUnsubscribeIsUtf8() {
        clean("a").send("a2 { 0001 P [c0 80] }").thrownOut(0x81);
    }

    @Test
    void anUnsubscribeWithoutAFilterEndsTheConnection() {
        clean("a").send("a2 { 0001 P }").thrownOut(0x82);
    }

    @Test
    void onlyTheFilterThatIsTheSameIsUnsubscribed() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 00 ['~/+'] 00 }").sees("90 { 0001 P 00 00 }");
        reader.send("a2 { 0002 P ['~/#'] ['~/A'] ['~/+'] }").sees("b0 { 0002 %s }", five() ? "00 11 11 00" : "");
        Peer publisher = clean("publisher");
        publisher.send("32 { ['~/b'] 0001 P 'no' }").sees("40 { 0001 %s }", unmatched());
        publish(publisher, "~/a", "exact");
        publish(publisher, "~/a", "sentinel");
        reader.sees("30 { ['~/a'] P 'exact' } 30 { ['~/a'] P 'sentinel' }");
    }

    @Test
    void nothingNewComesAfterUnsubscribe() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 01 ['~/b'] 01 }").sees("90 { 0001 P 01 01 }");
        reader.send("a2 { 0002 P ['~/a'] }").sees("b0 { 0002 P R }");
        Peer publisher = clean("publisher");
        publisher.send("32 { ['~/a'] 0001 P 'no' }").sees("40 { 0001 %s }", unmatched());
        publish(publisher, "~/b", "sentinel");
        reader.sees("32 { ['~/b'] ## P 'sentinel' }");
    }

    @Test
    void whatWasBegunIsCompletedAfterUnsubscribe() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 2);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publisher.send("34 { ['~a'] 0002 P 'two' }").sees("50 { 0002 }");
        int one = reader.sees("32 { ['~a'] ## P 'one' }");
        int two = reader.sees("34 { ['~a'] ## P 'two' }");
        reader.send("a2 { 0002 P ['~a'] }").sees("b0 { 0002 P R }");
        reader.send("50 { %04x }", two).sees("62 { %04x }", two);
        reader.close();
        Peer again = lasting("reader", true);
        again.sees("3a { ['~a'] %04x P 'one' } 62 { %04x }", one, two);
    }

    @Test
    void eachUnsubscribeIsAnsweredWithItsPacketId() {
        Peer peer = clean("a");
        subscribe(peer, "~a", 0);
        peer.send("a2 { 0102 P ['~a'] }").sees("b0 { 0102 P R }");
        peer.send("a2 { 0201 P ['~a'] }").sees("b0 { 0201 %s }", five() ? "00 11" : "");
    }

    @Test
    void manyFiltersAreUnsubscribedTogether() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 00 ['~/b'] 00 ['~/c'] 00 }").sees("90 { 0001 P 00 00 00 }");
        reader.send("a2 { 0002 P ['~/a'] ['~/x'] ['~/b'] }").sees("b0 { 0002 %s }", five() ? "00 00 11 00" : "");
        Peer publisher = clean("publisher");
        for (String topic : new String[] {"~/a", "~/b"}) {
            publisher.send("32 { ['%s'] 0001 P 'no' }", topic).sees("40 { 0001 %s }", unmatched());
        }
        publish(publisher, "~/c", "sentinel");
        reader.sees("30 { ['~/c'] P 'sentinel' }");
    }
}
