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
