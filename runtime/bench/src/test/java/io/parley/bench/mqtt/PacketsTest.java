package io.parley.bench.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketsTest {

    private final ByteBuffer out = ByteBuffer.allocate(1000);

    @Test
    void encodesConnect() {
        Packets.connect(out, "ab", false);
        assertWritten(0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 0, 0, 2, 'a', 'b');
    }

    @Test
    void encodesConnectWithProperties() {
        Packets.connect(out, MqttVersion.V5_0, "ab", false, 3);
        assertWritten(
                0x10, 26, 0, 4, 'M', 'Q', 'T', 'T', 5, 0, 0, 0, 11, 0x11, 0xff, 0xff, 0xff, 0xff, 0x21, 0xff, 0xff,
                0x22, 0, 3, 0, 2, 'a', 'b');
    }

    @Test
    void encodesSubscribeWithoutProperties() {
        Packets.subscribe(out, MqttVersion.V5_0, 1, List.of("a"), 2);
        assertWritten(0x82, 7, 0, 1, 0, 0, 1, 'a', 2);
    }

    @Test
    void encodesATopicAndItsAlias() {
        int idAt = Packets.publish(out, MqttVersion.V5_0, "t", 0x102, 1, 1);
        out.putShort(idAt, (short) 0x304).put(out.position() - 1, (byte) 9);
        assertWritten(0x32, 10, 0, 1, 't', 3, 4, 3, 0x23, 1, 2, 9);
    }

    @Test
    void encodesAnAliasInsteadOfTheTopic() {
        int propertiesAt = Packets.publish(out, MqttVersion.V5_0, "", 1, 0, 0);
        assertEquals(4, propertiesAt);
        assertWritten(0x30, 6, 0, 0, 3, 0x23, 0, 1);
    }

    @Test
    void skipsProperties() {
        out.put(5, (byte) 3);
        assertEquals(9, Packets.skipProperties(out, 5));
        out.put(5, (byte) 0x80).put(6, (byte) 1);
        assertEquals(5 + 2 + 128, Packets.skipProperties(out, 5));
        assertEquals(128, Packets.propertiesLength(out, 5));
        out.put(5, (byte) 0x80).put(6, (byte) 0x80).put(7, (byte) 1);
        assertEquals(5 + 3 + 16_384, Packets.skipProperties(out, 5));
    }

    @Test
    void encodesSubscribe() {
        Packets.subscribe(out, 0x1234, List.of("a", "bc"), 1);
        assertWritten(0x82, 11, 0x12, 0x34, 0, 1, 'a', 1, 0, 2, 'b', 'c', 1);
    }

    @Test
    void encodesAcknowledgements() {
        Packets.ack(out, Packets.PUBREL, 0xfffe);
        Packets.ack(out, Packets.PUBCOMP, 1);
        assertWritten(0x62, 2, 0xff, 0xfe, 0x70, 2, 0, 1);
    }

    @Test
    void encodesALengthOfTwoBytesAndTellsWherePacketIdAndPayloadGo() {
        int idAt = Packets.publish(out, "t", 2, 256);
        assertEquals(6, idAt);
        assertEquals(6 + 2 + 256, out.position());
        out.position(6);
        assertWritten(0x34, 0x85, 0x02, 0, 1, 't');
    }

    private void assertWritten(int... expected) {
        byte[] bytes = new byte[expected.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) expected[i];
        }
        assertArrayEquals(bytes, Arrays.copyOf(out.array(), out.position()));
    }
}
