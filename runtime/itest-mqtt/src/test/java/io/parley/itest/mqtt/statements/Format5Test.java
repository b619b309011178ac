package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import org.junit.jupiter.api.Test;

final class Format5Test extends FormatStatements {

    Format5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void aVariableByteIntegerTakesAsFewBytesAsItCan() {
        clean("length").send("c0 80 00").thrownOut(0x81);
        clean("properties").send("82 { 0001 80 00 ['~a'] 00 }").thrownOut(0x81);
        clean("identifier").send("82 { 0001 { 0b 81 00 } ['~a'] 00 }").thrownOut(0x81);
    }

    @Test
    void bothStringsOfAPairAreUtf8() {
        clean("name").send("30 { ['~a'] { 26 [ff] ['b'] } 'x' }").thrownOut(0x81);
        clean("value").send("82 { 0001 { 26 ['a'] [ed a0 80] } ['~a'] 00 }").thrownOut(0x81);
    }

    @Test
    void aPropertyThatHasNoPlaceEndsTheConnection() {
        clean("unknown").send("30 { ['~a'] { 7f 00 } 'x' }").thrownOut(0x81);
        clean("elsewhere").send("82 { 0001 { 01 01 } ['~a'] 00 }").thrownOut(0x81);
    }

    @Test
    void aPropertyThatComesTwiceEndsTheConnection() {
        clean("a").send("30 { ['~a'] { 01 00 01 00 } 'x' }").thrownOut(0x82);
    }
}
