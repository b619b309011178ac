package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpiriesTest {

    private final Expiries expiries = new Expiries();

    @Test
    void findsTheBlockInWhichSomethingHasExpired() {
        assertEquals(Expiries.NEVER, expiries.next());
        expiries.expires(5, 300);
        expiries.expires(6, 100);
        expiries.expires(5_000, 200);
        assertEquals(100, expiries.next());
        assertNull(expiries.take(99));
        assertEquals(new Expiries.Block(0, 4_096), expiries.take(150));
        assertNull(expiries.take(150));
        assertEquals(200, expiries.next());
        assertEquals(new Expiries.Block(4_096, 8_192), expiries.take(200));
        assertEquals(Expiries.NEVER, expiries.next());
    }

    @Test
    void forgetsWhatLiesBelowTheFirst() {
        expiries.expires(5, 100);
        expiries.expires(5_000, 200);
        expiries.gone(4_999);
        assertEquals(200, expiries.next());
        expiries.gone(10_000);
        assertEquals(Expiries.NEVER, expiries.next());
    }

    @Test
    void aLongQueueHasFewBlocks() {
        for (long i = 0; i < 10_000_000; i += 100) {
            expiries.expires(i, 1_000 + i);
        }
        int blocks = 0;
        while (expiries.take(Long.MAX_VALUE - 1) != null) {
            blocks++;
        }
        assertTrue(blocks > Expiries.MOST / 4 && blocks <= Expiries.MOST, "" + blocks);
    }

    @Test
    void oneOfWhichNothingIsKnownIsCoveredWhole() {
        expiries.expireSometime(1_000, 9_999_999, 50);
        assertEquals(50, expiries.next());
        List<Expiries.Block> blocks = new ArrayList<>();
        for (Expiries.Block block; (block = expiries.take(50)) != null; ) {
            blocks.add(block);
        }
        assertTrue(blocks.size() <= Expiries.MOST, "" + blocks.size());
        assertTrue(blocks.get(0).from() <= 1_000);
        for (int i = 1; i < blocks.size(); i++) {
            assertEquals(blocks.get(i - 1).below(), blocks.get(i).from());
        }
        assertTrue(blocks.get(blocks.size() - 1).below() >= 9_999_999);
    }

    @Test
    void noneIsMissedInAnyOrder() {
        Random random = new Random(7);
        long[] at = new long[20_000];
        for (int i = 0; i < at.length; i++) {
            at[i] = 1 + random.nextInt(1_000);
            expiries.expires(i * 97L, at[i]);
        }
        for (int now = 100; now <= 1_000; now += 100) {
            List<Expiries.Block> due = new ArrayList<>();
            for (Expiries.Block block; (block = expiries.take(now)) != null; ) {
                due.add(block);
            }
            for (int i = 0; i < at.length; i++) {
                long sequence = i * 97L;
                boolean in = due.stream().anyMatch(one -> sequence >= one.from() && sequence < one.below());
                if (at[i] > 0 && at[i] <= now) {
                    assertTrue(in, "sequence " + sequence);
                    at[i] = 0;
                } else if (at[i] > 0 && in) {
                    expiries.expires(sequence, at[i]);
                }
            }
        }
        assertEquals(Expiries.NEVER, expiries.next());
    }
}
