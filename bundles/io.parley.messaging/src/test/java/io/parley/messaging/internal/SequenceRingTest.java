package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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

    /** A consumer that never acknowledges what it has does not cost more and more. */
    @Test
    void aFewThatStayWhileManyComeAndGoAreKeptByThemselves() {
        SequenceRing<String> ring = new SequenceRing<>(0);
        for (long sequence = 0; sequence < 3_000_000; sequence++) {
            ring.add("m" + sequence % 10);
            if (sequence >= 5_000 && sequence % 100_000 != 0) {
                ring.remove(sequence - 5_000);
            }
        }
        assertEquals(5_000 + 30 - 1, ring.size());
        assertTrue(ring.length() <= 16_384, ring.length() + " places");
        assertEquals(95_000, ring.first());
        assertEquals("m0", ring.atOrBehind(95_001));
        List<String> all = new ArrayList<>();
        ring.from(0, all::add);
        assertEquals(ring.size(), all.size());
    }

    @Test
    void manyThatStayAreInTheArray() {
        SequenceRing<String> ring = new SequenceRing<>(0);
        for (long sequence = 0; sequence < 100_000; sequence++) {
            ring.add("m");
            if (sequence % 8 != 0) {
                ring.remove(sequence);
            }
        }
        assertEquals(12_500, ring.size());
        assertTrue(ring.length() >= 100_000, ring.length() + " places");
    }

    @Test
    void isLikeASortedMapWhateverHappens() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            SequenceRing<Long> ring = new SequenceRing<>(random.nextInt(100));
            TreeMap<Long, Long> model = new TreeMap<>();
            int often = 1 + random.nextInt(40);
            for (int step = 0; step < 3_000; step++) {
                change(ring, model, random, often);
                long at = ring.next() - random.nextInt(3_000);
                String where = "seed " + seed + ", round " + round + ", step " + step + ", at " + at;
                assertEquals(model.size(), ring.size(), where);
                assertEquals(model.get(at), ring.get(at), where);
                assertEquals(model.isEmpty() ? ring.next() : model.firstKey(), ring.first(), where);
                Map.Entry<Long, Long> behind = model.ceilingEntry(at);
                assertEquals(behind == null ? null : behind.getValue(), ring.atOrBehind(at), where);
                if (random.nextInt(100) == 0) {
                    List<Long> all = new ArrayList<>();
                    ring.from(at, all::add);
                    assertEquals(List.copyOf(model.tailMap(at).values()), all, where);
                }
            }
        }
    }

    /** One comes, or one goes: the newest mostly, and an old one now and then. */
    private static void change(SequenceRing<Long> ring, TreeMap<Long, Long> model, Random random, int often) {
        if (random.nextInt(500) == 0) {
            ring.skipTo(ring.next() + random.nextInt(4_000) - 100);
        } else if (random.nextInt(500) == 0) {
            long gap = ring.next() + random.nextInt(3_000);
            ring.put(gap, gap);
            model.put(gap, gap);
        } else if (random.nextInt(2) == 0 || model.isEmpty()) {
            model.put(ring.next(), ring.next());
            ring.add(ring.next());
        } else {
            long key = random.nextInt(often) == 0
                    ? model.ceilingEntry(
                                    model.firstKey() + random.nextInt(1 + (int) (model.lastKey() - model.firstKey())))
                            .getKey()
                    : model.lastKey();
            assertEquals(model.remove(key), ring.remove(key));
            assertNull(ring.remove(key));
        }
    }
}
