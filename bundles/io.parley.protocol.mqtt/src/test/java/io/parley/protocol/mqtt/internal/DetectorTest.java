package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.spi.protocol.Protocol.Detection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTest {

    private static Detection detect(byte[] first) {
        return new MqttProtocol().detect(ByteBuffer.wrap(first));
    }

    @Test
    void eachPrefixOfAConnectIsUnsureUntilTheName() {
        byte[] connect = connect("x".repeat(200), true, 0);
        for (int length = 0; length <= connect.length; length++) {
            Detection expected = length < 9 ? Detection.UNSURE : Detection.YES;
            assertEquals(expected, detect(Arrays.copyOf(connect, length)), "length " + length);
        }
    }

    @Test
    void theForerunnerIsRecognisedToBeRefused() {
        assertEquals(Detection.YES, detect(hex("100c0006 4d5149736470 03")));
        assertEquals(Detection.UNSURE, detect(hex("100c0006 4d51")));
    }

    @Test
    void otherProtocolsAreNotMqtt() {
        for (byte[] first : List.of(
                bytes("GET / HTTP/1.1"),
                hex("160301"),
                bytes("CONNECT\naccept-version:1.2\n"),
                hex("300a"),
                hex("11"),
                hex("10ffffffff"),
                hex("1000 05"),
                hex("100c0004 4d5151"),
                hex("100c0006 4d515454"),
                hex("100c0003"))) {
            assertEquals(Detection.NO, detect(first), Packets.hex(first));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "1081", "10ffffff", "1010", "101000", "10100004"})
    void tooLittleToTell(String first) {
        assertEquals(Detection.UNSURE, detect(hex(first)));
    }
}
