package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Subscribe5Test extends SubscribeStatements {

    Subscribe5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Override
    int refusedFilter() {
        return 0x8f;
    }

    @Test
    void noLocalKeepsAClientsOwnMessagesAway() {
        Peer peer = clean("a");
        peer.send("82 { 0001 00 ['~/own'] 04 ['~/other'] 00 }").sees("90 { 0001 00 00 00 }");
        peer.send("30 { ['~/own'] 00 'mine' } 30 { ['~/other'] 00 'sentinel' }");
        peer.sees("30 { ['~/other'] 00 'sentinel' }");
        publish(clean("publisher"), "~/own", "theirs");
        peer.sees("30 { ['~/own'] 00 'theirs' }");
    }

    @Test
    void noLocalDoesNotGoWithSharedSubscriptions() {
        clean("a").send("82 { 0001 00 ['$share/~/~a'] 04 }").thrownOut(0x82);
    }

    @Test
    void qos3AndRetainHandling3DoNotExist() {
        clean("qos").send("82 { 0001 00 ['~a'] 03 }").thrownOut(0x82);
        clean("handling").send("82 { 0001 00 ['~a'] 30 }").thrownOut(0x82);
    }

    @Test
    void aShareNameIsNotEmpty() {
        clean("a").send("82 { 0001 00 ['$share//~a'] 00 }").thrownOut(0x8f);
    }

    @Test
    void aShareNameHasNoWildcardsAndAFilterBehindIt() {
        clean("plus").send("82 { 0001 00 ['$share/a+b/~a'] 00 }").thrownOut(0x8f);
        clean("hash").send("82 { 0001 00 ['$share/#/~a'] 00 }").thrownOut(0x8f);
        clean("slash").send("82 { 0001 00 ['$share/a/'] 00 }").thrownOut(0x8f);
        clean("none").send("82 { 0001 00 ['$share/a'] 00 }").thrownOut(0x8f);
    }

    @Test
    void aSharedSubscriptionKeepsToItsQos() {
        Peer zero = clean("zero");
        zero.send("82 { 0001 00 ['$share/zero/~a'] 00 }").sees("90 { 0001 00 00 }");
        Peer one = clean("one");
        one.send("82 { 0001 00 ['$share/one/~a'] 01 }").sees("90 { 0001 00 01 }");
        Peer publisher = clean("publisher");
        publisher.send("34 { ['~a'] 0001 00 'x' }").sees("50 { 0001 }");
        zero.sees("30 { ['~a'] 00 'x' }");
        one.sees("32 { ['~a'] ## 00 'x' }");
    }

    @Test
    void whatASharedSubscriberRejectsGoesToNobodyElse() {
        Peer one = clean("one");
        one.send("82 { 0001 00 ['$share/~/~a'] 01 }").sees("90 { 0001 00 01 }");
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "rejected");
        int id = one.sees("32 { ['~a'] ## 00 'rejected' }");
        Peer two = clean("two");
        two.send("82 { 0001 00 ['$share/~/~a'] 01 }").sees("90 { 0001 00 01 }");
        one.send("40 { %04x 83 }", id);
        one.alive();
        one.close();
        publish(publisher, "~a", "sentinel");
        two.sees("32 { ['~a'] ## 00 'sentinel' }");
    }
}
