package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final SlowLimits LIMITS = new SlowLimits(10, 100);

    private final Pace pace = new Pace();
    private long now;

    private boolean look(boolean exhausted, long waits) {
        now += 2_500;
        return pace.look(now, exhausted, waits, LIMITS);
    }

    @Test
    void becomesSlowOnceAndKeepsUpOnce() {
        int changes = 0;
        for (int i = 0; i < 5; i++) {
            assertFalse(pace.slow());
            changes += look(true, 100 + i) ? 1 : 0;
        }
        assertTrue(pace.slow());
        assertEquals(10, pace.seconds(now));
        for (int i = 0; i < 20; i++) {
            changes += look(true, 104 - i % 3) ? 1 : 0;
        }
        assertEquals(1, changes);
        assertTrue(look(false, 104));
        assertFalse(pace.slow());
        assertFalse(look(false, 104));
    }

    @Test
    void whoMakesLessOfItIsNotSlow() {
        for (int i = 0; i < 20; i++) {
            assertFalse(look(true, 1_000 - i));
        }
    }

    @Test
    void whoHasCreditNowAndThenOrLittleThatWaitsIsNotSlow() {
        for (int i = 0; i < 20; i++) {
            assertFalse(look(i % 4 != 0, 1_000));
        }
        for (int i = 0; i < 20; i++) {
            assertFalse(look(true, 99));
        }
    }

    @Test
    void whoHasCaughtUpWithMuchOfItKeepsUpAgain() {
        for (int i = 0; i < 5; i++) {
            look(true, 1_000);
        }
        assertTrue(pace.slow());
        assertFalse(look(true, 750));
        assertTrue(look(true, 749));
        assertFalse(pace.slow());
    }

    @Test
    void nobodyIsSlowWhereNobodyWantsToKnow() {
        for (int i = 0; i < 20; i++) {
            now += 2_500;
            assertFalse(pace.look(now, true, 1_000, new SlowLimits(0, 1)));
        }
    }
}
