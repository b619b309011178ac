package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Sections 4.3 to 4.6: guarantees, what is sent again, and order. */
abstract class QosStatements extends Statements {

    QosStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void qos0IsSentOnce() {
        Peer reader = subscriber("~a", 0);
        publish(clean("publisher"), "~a", "x");
        reader.sees("30 { ['~a'] P 'x' }");
        reader.alive();
    }

    @Test
    void qos1IsSentWithAnUnusedIdUntilItIsAcknowledged() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 1);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publish(publisher, "~a", "two");
        int one = reader.sees("32 { ['~a'] ## P 'one' }");
        int two = reader.sees("32 { ['~a'] ## P 'two' }");
        assertNotEquals(one, two);
        reader.send("40 { %04x }", one);
        reader.alive();
        reader.close();
        Peer again = lasting("reader", true);
        again.sees("3a { ['~a'] %04x P 'two' }", two);
        again.send("40 { %04x }", two);
        again.alive();
        again.close();
        Peer last = lasting("reader", true);
        publish(publisher, "~a", "three");
        last.sees("32 { ['~a'] ## P 'three' }");
    }

    @Test
    void afterItsPubackAnIdIsThatOfANewMessage() {
        Peer reader = subscriber("~a", 0);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publish(publisher, 0x3a, "~a", "two");
        reader.sees("30 { ['~a'] P 'one' } 30 { ['~a'] P 'two' }");
    }

    @Test
    void qos2IsSentUntilItIsReceivedAndReleasedUntilItIsComplete() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 2);
        Peer publisher = clean("publisher");
        publisher.send("34 { ['~a'] 0001 P 'one' }").sees("50 { 0001 }");
        publisher.send("34 { ['~a'] 0002 P 'two' }").sees("50 { 0002 }");
        int one = reader.sees("34 { ['~a'] ## P 'one' }");
        int two = reader.sees("34 { ['~a'] ## P 'two' }");
        assertNotEquals(one, two);
        reader.send("50 { %04x }", one).sees("62 { %04x }", one);
        reader.close();
        Peer again = lasting("reader", true);
        again.sees("62 { %04x } 3c { ['~a'] %04x P 'two' }", one, two);
        again.send("70 { %04x } 50 { %04x }", one, two).sees("62 { %04x }", two);
        again.close();
        Peer last = lasting("reader", true);
        last.sees("62 { %04x }", two);
        last.send("70 { %04x }", two);
        last.alive();
        last.close();
        lasting("reader", true).alive();
    }

    @Test
    void pubrelHasItsFlags() {
        clean("a").send("60 { 0001 }").thrownOut(0x81);
        clean("b").send("66 { 0001 }").thrownOut(0x81);
    }

    @Test
    void qos2IsTakenOnce() {
        Peer reader = subscriber("~a", 0);
        Peer publisher = clean("publisher");
        publisher.send("34 { ['~a'] 0001 P 'one' }").sees("50 { 0001 }");
        publisher.send("3c { ['~a'] 0001 P 'one' }").sees("50 { 0001 }");
        publisher.send("62 { 0001 }").sees("70 { 0001 }");
        publisher.send("34 { ['~a'] 0001 P 'two' }").sees("50 { 0001 }");
        reader.sees("30 { ['~a'] P 'one' } 30 { ['~a'] P 'two' }");
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainInOrderAndNotBefore() {
        Peer reader = lasting("reader", false);
        subscribe(reader, "~a", 2);
        Peer publisher = clean("publisher");
        publish(publisher, "~a", "one");
        publisher.send("34 { ['~a'] 0002 P 'two' }").sees("50 { 0002 }");
        publish(publisher, "~a", "three");
        int one = reader.sees("32 { ['~a'] ## P 'one' }");
        int two = reader.sees("34 { ['~a'] ## P 'two' }");
        int three = reader.sees("32 { ['~a'] ## P 'three' }");
        reader.alive();
        reader.close();
        Peer again = lasting("reader", true);
        again.sees(
                "3a { ['~a'] %04x P 'one' } 3c { ['~a'] %04x P 'two' } 3a { ['~a'] %04x P 'three' }", one, two, three);
        again.alive();
    }

    @Test
    void aMessageGoesToEverySessionThatMatches() {
        Peer away = lasting("away", false);
        subscribe(away, "~/#", 1);
        away.send("e0 00").end();
        Peer here = lasting("here", false);
        subscribe(here, "~/+", 1);
        publish(clean("publisher"), "~/a", "x");
        int id = here.sees("32 { ['~/a'] ## P 'x' }");
        here.close();
        lasting("here", true).sees("3a { ['~/a'] %04x P 'x' }", id);
        lasting("away", true).sees("32 { ['~/a'] ## P 'x' }");
    }

    @Test
    void pubrelsComeInTheOrderOfTheirPubrecs() {
        Peer reader = subscriber("~a", 2);
        Peer publisher = clean("publisher");
        for (int i = 1; i <= 3; i++) {
            publisher.send("34 { ['~a'] %04x P '%d' }", i, i).sees("50 { %04x }", i);
        }
        int one = reader.sees("34 { ['~a'] ## P '1' }");
        int two = reader.sees("34 { ['~a'] ## P '2' }");
        int three = reader.sees("34 { ['~a'] ## P '3' }");
        reader.send("50 { %04x } 50 { %04x } 50 { %04x }", two, three, one);
        reader.sees("62 { %04x } 62 { %04x } 62 { %04x }", two, three, one);
    }

    @Test
    void acknowledgementsComeInTheOrderOfTheirPublishes() {
        Peer publisher = clean("publisher");
        subscribe(clean("reader"), "~/#", 2);
        StringBuilder publishes = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        StringBuilder releases = new StringBuilder();
        StringBuilder completions = new StringBuilder();
        for (int id = 40; id > 20; id--) {
            boolean once = id % 3 == 0;
            publishes.append("%s { ['~/a'] %04x P 'x' } ".formatted(once ? "32" : "34", id));
            answers.append("%s { %04x } ".formatted(once ? "40" : "50", id));
            releases.append(once ? "" : "62 { %04x } ".formatted(id));
            completions.append(once ? "" : "70 { %04x } ".formatted(id));
        }
        publisher.send(publishes.toString()).sees(answers.toString());
        publisher.send(releases.toString()).sees(completions.toString());
    }

    @Test
    void messagesOfAClientArriveInTheirOrder() {
        Peer reader = subscriber("~/#", 1);
        Peer lasting = lasting("lasting", false);
        subscribe(lasting, "~/1", 1);
        Peer publisher = clean("publisher");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            // Retained, for a stored session, or neither: some wait for the disk, and others do not.
            String header = i % 4 == 0 ? "33" : "32";
            all.append("%s { ['~/%d'] %04x P '%d' } ".formatted(header, i % 3, i + 1, i));
        }
        publisher.send(all.toString());
        for (int i = 0; i < 20; i++) {
            reader.sees("32 { ['~/%d'] ## P '%d' }", i % 3, i);
        }
    }
}
