package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SequenceRingTest {

    @Test
    void whatIsPassedOverIsNoOldEntry() {
        SequenceRing<String> ring = new SequenceRing<>(100);
        ring.add("a");
        ring.skipTo(1_000);
        assertEquals("a", ring.get(100));
        for (long sequence = 101; sequence < 1_000; sequence++) {
            assertNull(ring.get(sequence), "at " + sequence);
        }
        assertNull(ring.atOrBehind(101));
        ring.add("b");
        assertEquals("b", ring.get(1_000));
        List<String> all = new ArrayList<>();
        ring.from(0, all::add);
        assertEquals(List.of("a", "b"), all);
        assertEquals("a", ring.remove(100));
        assertEquals(1_000, ring.first());
    }

    @Test
    void emptyOneGoesOnAnywhere() {
        SequenceRing<String> ring = new SequenceRing<>(0);
        ring.skipTo(1L << 40);
        assertEquals(1L << 40, ring.first());
        ring.skipTo(5);
        assertEquals(1L << 40, ring.next(), "never back");
        ring.add("a");
        assertEquals("a", ring.get(1L << 40));
    }
}
