package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Section 3.1.2.5: what a client leaves to be said. */
abstract class WillStatements extends Statements {

    WillStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void theWillIsPublishedWhenTheConnectionBreaks() {
        Peer reader = subscriber("~will", 0);
        withWill("network", 0, "one").close();
        reader.sees("30 { ['~will'] P 'one' }");
        withWill("error", 0, "two").send("f0 00");
        reader.sees("30 { ['~will'] P 'two' }");
    }

    @Test
    void qosAndRetainOfTheWillAreUsed() {
        Peer reader = subscriber("~will", 2);
        withWill("a", 0x10 | 0x20, "gone").close();
        int id = reader.sees("34 { ['~will'] ## P 'gone' }");
        reader.send("50 { %04x }", id).sees("62 { %04x }", id);
        Peer later = clean("later");
        later.send("82 { 0001 P ['~will'] 02 }").seesAll("90 { 0001 P 02 }", "35 { ['~will'] ## P 'gone' }");
    }

    @Test
    void theWillIsForgottenOnceItIsPublished() {
        Peer reader = subscriber("~will", 0);
        withWill("a", 0, "once").close();
        reader.sees("30 { ['~will'] P 'once' }");
        clean("a").close();
        publish(clean("publisher"), "~will", "sentinel");
        reader.sees("30 { ['~will'] P 'sentinel' }");
    }

    /** Several times: a will follows the end of its connection, so that of the last one might come after the sentinel. */
    @Test
    void thereIsNoWillAfterDisconnect() {
        Peer reader = subscriber("~will", 0);
        for (int i = 0; i < 8; i++) {
            withWill("a", 0, "never").send("e0 00").end();
        }
        publish(clean("publisher"), "~will", "sentinel");
        reader.sees("30 { ['~will'] P 'sentinel' }");
    }

    /** Several times, for the same reason. */
    @Test
    void thereIsNoWillWithoutTheWillFlag() {
        Peer reader = subscriber("~/#", 0);
        for (int i = 0; i < 8; i++) {
            clean("a").close();
        }
        publish(clean("publisher"), "~/x", "sentinel");
        reader.sees("30 { ['~/x'] P 'sentinel' }");
    }

    @Test
    void aWillWithoutRetainIsNotRetained() {
        Peer reader = subscriber("~will", 0);
        withWill("a", 0, "passing").close();
        reader.sees("30 { ['~will'] P 'passing' }");
        nothingIsRetained("~will");
    }

    @Test
    void aWillWithRetainIsRetained() {
        Peer reader = subscriber("~will", 0);
        withWill("a", 0x20, "stays").close();
        reader.sees("30 { ['~will'] P 'stays' }");
        Peer later = clean("later");
        later.send("82 { 0001 P ['~will'] 00 }").seesAll("90 { 0001 P 00 }", "31 { ['~will'] P 'stays' }");
    }
}
