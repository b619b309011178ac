package io.parley.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LullTest {

    private static final int SHORT = 299_999;
    private static final int LONG = 300_000;

    private long now = Long.MAX_VALUE - 350_000;
    private int looks;
    private final Lull lull = new Lull(() -> now);

    /** Something comes with that look. */
    private boolean endsSoon(int look) {
        looks = 0;
        return lull.endsSoon(() -> ++looks == look);
    }

    private void sleep(int nanos) {
        assertFalse(endsSoon(0));
        now += nanos;
        lull.ended();
    }

    @Test
    void aThreadSleepsAtOnceUntilItHasBeenShort() {
        assertFalse(endsSoon(1));
        assertEquals(0, looks);
    }

    @Test
    void afterAShortSleepItEndsWithTheFirstLookThatFindsSomething() {
        sleep(SHORT);
        assertTrue(endsSoon(3));
        assertEquals(3, looks);
        assertTrue(endsSoon(1), "the last one was short, too");
    }

    @Test
    void whereNothingComesForLongNobodyLooksAnyMore() {
        sleep(SHORT);
        sleep(LONG);
        assertTrue(looks > 1);
        assertFalse(endsSoon(1));
        assertEquals(0, looks);
        now += SHORT;
        lull.ended();
        assertTrue(endsSoon(1));
    }
}
