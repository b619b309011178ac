package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Section 3.3, but for retained messages: PUBLISH and its flags. */
abstract class PublishStatements extends Statements {

    PublishStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void whatIsSentAgainIsMarkedSo() {
        Peer first = lasting("a", false);
        subscribe(first, "~a", 1);
        publish(clean("publisher"), "~a", "x");
        int id = first.sees("32 { ['~a'] ## P 'x' }");
        first.close();
        lasting("a", true).sees("3a { ['~a'] %04x P 'x' }", id);
    }

    @Test
    void qos0IsNeverMarkedAsSentAgain() {
        clean("a").send("38 { ['~a'] P 'x' }").thrownOut(0x81);
        Peer reader = subscriber("~a", 0);
        clean("publisher").send("3a { ['~a'] 0001 P 'x' }").sees("40 { 0001 }");
        reader.sees("30 { ['~a'] P 'x' }");
    }

    @Test
    void theMarkOfAnIncomingMessageIsNotPassedOn() {
        Peer reader = subscriber("~a", 1);
        Peer publisher = clean("publisher");
        publish(publisher, 0x3a, "~a", "x");
        reader.sees("32 { ['~a'] ## P 'x' }");
    }

    @Test
    void qos3DoesNotExist() {
        clean("a").send("36 { ['~a'] 0001 P 'x' }").thrownOut(0x81);
    }

    @Test
    void theTopicNameIsTheFirstField() {
        clean("absent").send("30 { 00 }").thrownOut(0x81);
        clean("ill-formed").send("30 { [f8 88 80 80 80] P }").thrownOut(0x81);
        Peer reader = subscriber("~a", 0);
        reader.send("30 { ['~a'] P ['~b'] }");
        reader.sees("30 { ['~a'] P ['~b'] }");
    }

    @Test
    void theTopicNameHasNoWildcards() {
        clean("hash").send("30 { ['~/#'] P 'x' }").thrownOut(0x90);
        clean("plus").send("30 { ['~/+/b'] P 'x' }").thrownOut(0x90);
    }

    @Test
    void theTopicNameOfADeliveryMatchesTheFilter() {
        Peer reader = subscriber("~/+/b/#", 0);
        Peer publisher = clean("publisher");
        publish(publisher, "~/a/c", "no");
        publish(publisher, "~/a/x/b", "no");
        publish(publisher, "~/a/b/c/d", "yes");
        publish(publisher, "~/a/b", "parent");
        reader.sees("30 { ['~/a/b/c/d'] P 'yes' } 30 { ['~/a/b'] P 'parent' }");
    }

    @Test
    void eachQosHasItsAnswer() {
        Peer peer = subscriber("~a", 0);
        peer.send("30 { ['~a'] P '0' }").sees("30 { ['~a'] P '0' }");
        peer.alive();
        peer.send("32 { ['~b'] 0001 P '1' }").sees("40 { 0001 %s }", unmatched());
        peer.send("34 { ['~b'] 0002 P '2' }").sees("50 { 0002 %s }", unmatched());
        peer.send("62 { 0002 }").sees("70 { 0002 }");
    }

    @Test
    void overlappingSubscriptionsGiveTheHighestQos() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 00 ['~/+'] 02 ['~/#'] 01 }").sees("90 { 0001 P 00 02 01 }");
        Peer publisher = clean("publisher");
        publisher.send("34 { ['~/a'] 0001 P 'x' }").sees("50 { 0001 }");
        int id = reader.sees("34 { ['~/a'] ## P 'x' }");
        reader.send("50 { %04x }", id).sees("62 { %04x }", id);
        reader.send("70 { %04x }", id);
        publish(publisher, "~/sentinel", "y");
        reader.sees("32 { ['~/sentinel'] ## P 'y' }");
    }
}
