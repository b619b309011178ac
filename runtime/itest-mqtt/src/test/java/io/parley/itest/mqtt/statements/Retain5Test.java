package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Retain5Test extends RetainStatements {

    Retain5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void retainHandling0SendsWhatIsRetained() {
        publish(clean("publisher"), 0x33, "~a", "x");
        Peer reader = clean("reader");
        reader.send("82 { 0001 00 ['~a'] 00 }").seesAll("90 { 0001 00 00 }", "31 { ['~a'] 00 'x' }");
        reader.send("82 { 0002 00 ['~a'] 00 }").seesAll("90 { 0002 00 00 }", "31 { ['~a'] 00 'x' }");
    }

    @Test
    void retainHandling1SendsItToNewSubscriptions() {
        publish(clean("publisher"), 0x33, "~a", "x");
        Peer reader = clean("reader");
        reader.send("82 { 0001 00 ['~a'] 10 }").seesAll("90 { 0001 00 00 }", "31 { ['~a'] 00 'x' }");
        reader.send("82 { 0002 00 ['~a'] 10 }").sees("90 { 0002 00 00 }");
        nextIsLive(reader);
    }

    @Test
    void retainHandling2SendsNothing() {
        publish(clean("publisher"), 0x33, "~a", "x");
        Peer reader = clean("reader");
        reader.send("82 { 0001 00 ['~a'] 20 }").sees("90 { 0001 00 00 }");
        nextIsLive(reader);
    }

    /** Whatever is on its way to the reader from one topic comes before what is published there later. */
    private void nextIsLive(Peer reader) {
        reader.alive();
        publish(clean("publisher"), 0x32, "~a", "live");
        reader.sees("30 { ['~a'] 00 'live' }");
        reader.alive();
    }

    @Test
    void retainAsPublishedKeepsTheMark() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 00 ['~a'] 08 }").sees("90 { 0001 00 00 }");
        Peer publisher = clean("publisher");
        publish(publisher, 0x33, "~a", "kept");
        publish(publisher, 0x32, "~a", "passing");
        reader.sees("31 { ['~a'] 00 'kept' } 30 { ['~a'] 00 'passing' }");
    }
}
