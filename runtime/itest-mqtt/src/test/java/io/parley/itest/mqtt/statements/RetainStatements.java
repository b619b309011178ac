package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Section 3.3.1.3: retained messages. */
abstract class RetainStatements extends Statements {

    RetainStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void aRetainedMessageIsStoredWithItsQos() {
        Peer publisher = clean("publisher");
        publish(publisher, 0x33, "~a", "old");
        publish(publisher, 0x33, "~a", "new");
        clean("reader").send("82 { 0001 P ['~a'] 02 }").seesAll("90 { 0001 P 02 }", "33 { ['~a'] ## P 'new' }");
    }

    @Test
    void aNewSubscriptionGetsTheRetainedMessageOfEachTopic() {
        Peer publisher = clean("publisher");
        publish(publisher, 0x33, "~/a", "of a");
        publish(publisher, 0x33, "~/b/c", "of b/c");
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/a'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~/a'] P 'of a' }");
        reader.send("82 { 0002 P ['~/b/#'] 00 }").seesAll("90 { 0002 P 00 }", "31 { ['~/b/c'] P 'of b/c' }");
        reader.alive();
    }

    @Test
    void aRetainedMessageOfQos0TakesThePlaceOfTheOldOne() {
        Peer publisher = clean("publisher");
        publish(publisher, 0x33, "~a", "old");
        publisher.send("31 { ['~a'] P 'new' }");
        publish(publisher, "~a", "behind it");
        clean("reader").send("82 { 0001 P ['~a'] 01 }").seesAll("90 { 0001 P 01 }", "31 { ['~a'] P 'new' }");
    }

    @Test
    void whatANewSubscriptionGetsIsMarkedAsRetained() {
        publish(clean("publisher"), 0x33, "~a", "x");
        clean("reader").send("82 { 0001 P ['~a'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~a'] P 'x' }");
    }

    @Test
    void whatAnEstablishedSubscriptionGetsIsNotMarked() {
        Peer reader = subscriber("~a", 0);
        publish(clean("publisher"), 0x33, "~a", "x");
        reader.sees("30 { ['~a'] P 'x' }");
    }

    @Test
    void anEmptyRetainedMessageIsPassedOnAndRemovesTheOldOne() {
        Peer publisher = clean("publisher");
        publish(publisher, 0x33, "~a", "x");
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~a'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~a'] P 'x' }");
        publish(publisher, 0x33, "~a", "");
        reader.sees("30 { ['~a'] P }");
        nothingIsRetained("~a");
    }

    @Test
    void anEmptyMessageIsNotRetained() {
        publish(clean("publisher"), 0x33, "~a", "");
        nothingIsRetained("~a");
    }

    @Test
    void aMessageWithoutRetainLeavesTheRetainedOne() {
        Peer publisher = clean("publisher");
        Peer before = clean("before");
        subscribe(before, "~/#", 0);
        publish(publisher, "~/never", "passing");
        publish(publisher, 0x33, "~/a", "kept");
        publish(publisher, "~/a", "passing");
        publish(publisher, "~/a", "");
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/#'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~/a'] P 'kept' }");
        nothingIsRetained("~/never");
    }
}
