package io.parley.bench.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyTest {

    @Test
    void pairsThoseOfTheSameNumber() {
        Topology pairs = Topology.parse("4x4");
        assertEquals(1, pairs.deliveries());
        assertTrue(pairs.connects(2, 2));
        assertFalse(pairs.connects(2, 3));
        assertEquals("bench/4x4/1/2", new Load(MqttVersion.V5_0, pairs, 1, false).filter(2));
    }

    @Test
    void letsEverySubscriberHaveEverythingOtherwise() {
        Topology fanOut = Topology.parse("1x100");
        assertEquals(100, fanOut.deliveries());
        assertTrue(fanOut.connects(0, 99));
        assertEquals("bench/1x100/0/0", new Load(MqttVersion.V3_1_1, fanOut, 0, false).filter(99));
        Topology fanIn = Topology.parse("100x1");
        assertEquals(1, fanIn.deliveries());
        assertTrue(fanIn.connects(99, 0));
        assertEquals("bench/100x1/0/+", new Load(MqttVersion.V3_1_1, fanIn, 0, false).filter(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4x", "x4", "0x1", "1x1001", "4x4x4", "-1x1"})
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Topology.parse(text));
    }
}
