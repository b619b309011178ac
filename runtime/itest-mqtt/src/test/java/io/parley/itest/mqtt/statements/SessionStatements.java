package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Sections 3.1.2.4 and 4.1: what a session keeps, and how long. */
abstract class SessionStatements extends Statements {

    SessionStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void aSessionIsResumedWithItsSubscriptions() {
        Peer first = lasting("a", false);
        subscribe(first, "~a", 1);
        first.close();
        Peer again = lasting("a", true);
        publish(clean("publisher"), "~a", "x");
        again.sees("32 { ['~a'] ## P 'x' }");
    }

    @Test
    void aSessionThatIsNotThereIsMade() {
        Peer peer = lasting("never-seen", false);
        subscribe(peer, "~a", 1);
        publish(clean("publisher"), "~a", "x");
        peer.sees("32 { ['~a'] ## P 'x' }");
    }

    @Test
    void messagesOfQos1And2WaitForASessionThatIsAway() {
        Peer first = lasting("a", false);
        subscribe(first, "~a", 2);
        first.send("e0 00").end();
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publisher.send("34 { ['~a'] 0008 P 'two' }").sees("50 { 0008 }");
        publisher.send("62 { 0008 }").sees("70 { 0008 }");
        Peer again = lasting("a", true);
        again.sees("32 { ['~a'] ## P 'one' }");
        again.sees("34 { ['~a'] ## P 'two' }");
    }

    @Test
    void aCleanSessionBeginsWithNothing() {
        Peer first = lasting("a", false);
        subscribe(first, "~a", 1);
        first.send("e0 00").end();
        publish(clean("publisher"), "~a", "lost");
        Peer anew = clean("a");
        subscribe(anew, "~b", 1);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "nobody");
        publish(publisher, "~b", "x");
        anew.sees("32 { ['~b'] ## P 'x' }");
    }

    @Test
    void aCleanSessionLeavesNothing() {
        Peer first = clean("a");
        subscribe(first, "~a", 1);
        first.close();
        Peer again = lasting("a", false);
        subscribe(again, "~b", 1);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "nobody");
        publish(publisher, "~b", "x");
        again.sees("32 { ['~b'] ## P 'x' }");
    }

    @Test
    void retainedMessagesOutliveTheSession() {
        Peer first = clean("a");
        publish(first, 0x33, "~a", "kept");
        first.send("e0 00").end();
        clean("a").send("82 { 0001 P ['~a'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~a'] P 'kept' }");
    }

    @Test
    void theSessionLastsAsLongAsItsConnection() {
        Peer peer = clean("a");
        subscribe(peer, "~a", 2);
        peer.send("34 { ['~b'] 0009 P 'x' }").sees("50 { 0009 %s }", unmatched());
        publish(clean("publisher"), "~a", "still subscribed");
        peer.sees("32 { ['~a'] ## P 'still subscribed' }");
        peer.send("62 { 0009 }").sees("70 { 0009 }");
    }
}
