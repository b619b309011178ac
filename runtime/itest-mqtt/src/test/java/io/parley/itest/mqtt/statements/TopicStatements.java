package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Section 4.7: names and filters of topics. */
abstract class TopicStatements extends Statements {

    TopicStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void aNameHasNoWildcards() {
        clean("publish").send("30 { ['~/a/+'] P 'x' }").thrownOut(0x90);
        Peer will = open();
        will.send("10 { ['MQTT'] L 06 0000 P ['~w'] P ['~/#'] ['x'] }");
        will.rejected(0x90);
    }

    @Test
    void theMultiLevelWildcardIsTheWholeLastLevel() {
        clean("within").send("82 { 0001 P ['~/a#'] 00 }").thrownOut(0x8f);
        clean("before").send("82 { 0001 P ['~/#/a'] 00 }").thrownOut(0x8f);
        clean("twice").send("82 { 0001 P ['~/##'] 00 }").thrownOut(0x8f);
        clean("unsubscribe").send("a2 { 0001 P ['~/a#'] }").thrownOut(0x8f);
        Peer all = clean("all");
        all.send("82 { 0001 P ['~all/#'] 00 }").sees("90 { 0001 P 00 }");
    }

    @Test
    void theSingleLevelWildcardIsAWholeLevel() {
        clean("behind").send("82 { 0001 P ['~/a+'] 00 }").thrownOut(0x8f);
        clean("before").send("82 { 0001 P ['~/+a/b'] 00 }").thrownOut(0x8f);
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['+/~/+'] 00 }").sees("90 { 0001 P 00 }");
        Peer publisher = clean("publisher");
        publish(publisher, "/~/", "empty levels");
        publish(publisher, "a/~/b", "first and last");
        reader.sees("30 { ['/~/'] P 'empty levels' } 30 { ['a/~/b'] P 'first and last' }");
    }

    @Test
    void wildcardsAtTheBeginningDoNotMatchTheServersTopics() {
        Peer plus = clean("plus");
        plus.send("82 { 0001 P ['+/~/a'] 00 }").sees("90 { 0001 P 00 }");
        Peer own = clean("own");
        own.send("82 { 0001 P ['$SYS/~/a'] 00 ['$SYS/~/+'] 00 }").sees("90 { 0001 P 00 00 }");
        broker.publish("$SYS/~/a", "x");
        own.sees("30 { ['$SYS/~/a'] P 'x' }");
        publish(clean("publisher"), "b/~/a", "sentinel");
        plus.sees("30 { ['b/~/a'] P 'sentinel' }");
    }

    @Test
    void namesAndFiltersAreNotEmpty() {
        clean("subscribe").send("82 { 0001 P [] 00 }").thrownOut(0x8f);
        clean("unsubscribe").send("a2 { 0001 P [] }").thrownOut(0x8f);
        Peer will = open();
        will.send("10 { ['MQTT'] L 06 0000 P ['~w'] P [] ['x'] }");
        will.rejected(0x90);
    }

    @Test
    void namesAndFiltersHaveNoNullCharacter() {
        clean("publish").send("30 { ['~' 00 'a'] P 'x' }").thrownOut(0x81);
        clean("subscribe").send("82 { 0001 P ['~/' 00] 00 }").thrownOut(0x81);
        clean("unsubscribe").send("a2 { 0001 P ['~/' 00] }").thrownOut(0x81);
    }

    @Test
    void namesAndFiltersOf65535BytesAreTheLongest() {
        String longest = "x".repeat(65_535 - broker.prefix().length());
        Peer reader = clean("reader");
        subscribe(reader, "~" + longest, 0);
        publish(clean("publisher"), "~" + longest, "payload");
        reader.sees("30 { ['~%s'] P 'payload' }", longest);
        reader.send("a2 { 0001 P ['~%s'] }", longest).sees("b0 { 0001 P R }");
    }

    @Test
    void namesAreComparedAsTheyAre() {
        Peer reader = clean("reader");
        reader.send("82 { 0001 P ['~/\u00e9'] 00 ['~/a b'] 00 ['~//x'] 00 }").sees("90 { 0001 P 00 00 00 }");
        Peer publisher = clean("publisher");
        for (String other : new String[] {"~/e\u0301", "~/\u00c9", "~/ab", "~/a  b", "~/x", "~/a b/", "/~/a b"}) {
            publisher.send("32 { ['%s'] 0001 P 'no' }", other).sees("40 { 0001 %s }", unmatched());
        }
        for (String same : new String[] {"~/\u00e9", "~/a b", "~//x"}) {
            publish(publisher, same, "yes");
            reader.sees("30 { ['%s'] P 'yes' }", same);
        }
    }
}
