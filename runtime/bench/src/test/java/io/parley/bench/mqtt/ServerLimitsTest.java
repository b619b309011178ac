package io.parley.bench.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ServerLimitsTest {

    @Test
    void readsWhatItKnowsAmongEverythingThatMayBeThere() {
        assertEquals(
                new ServerLimits(0x1234, 7),
                read(
                        0x11, 0, 0, 0, 1, 0x24, 1, 0x25, 1, 0x27, 0, 0, 1, 0, 0x12, 0, 1, 'x', 0x1f, 0, 2, 'o', 'k',
                        0x26, 0, 1, 'a', 0, 2, 'b', 'c', 0x21, 0x12, 0x34, 0x28, 1, 0x29, 1, 0x2a, 1, 0x13, 0, 9, 0x1a,
                        0, 0, 0x1c, 0, 0, 0x15, 0, 0, 0x16, 0, 1, 0x22, 0x22, 0, 7));
    }

    @Test
    void takesTheDefaultsOfTheSpecificationWithoutProperties() {
        assertEquals(new ServerLimits(65_535, 0), read());
    }

    @Test
    void doesNotGuessTheLengthOfAPropertyThatConnackHasNot() {
        assertThrows(IllegalStateException.class, () -> read(0x23, 0, 1));
    }

    private static ServerLimits read(int... bytes) {
        ByteBuffer in = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            in.put((byte) value);
        }
        return ServerLimits.read(in, 0, bytes.length);
    }
}
