package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience();

    private void groups(long cost, long forceNanos) {
        for (int i = 0; i < 100; i++) {
            long now = System.nanoTime();
            patience.committed(cost, now, now + forceNanos);
        }
    }

    @Test
    void nothingIsWaitedForAtFirst() {
        assertEquals(0, patience.wanted());
    }

    @Test
    void mostOfWhatCameBeforeIsWaitedFor() {
        groups(1000, TimeUnit.SECONDS.toNanos(10));
        assertEquals(750, patience.wanted());
    }

    @Test
    void fastForcesAreNotWaitedWith() {
        groups(1000, TimeUnit.MICROSECONDS.toNanos(90));
        assertEquals(0, patience.wanted());
    }

    @Test
    void nobodyIsWaitedForLongerThanAPartOfAForce() {
        groups(1000, TimeUnit.MICROSECONDS.toNanos(400));
        long end = System.nanoTime();
        patience.committed(1000, end - TimeUnit.MICROSECONDS.toNanos(400), end);
        assertTrue(patience.until() - end <= TimeUnit.MICROSECONDS.toNanos(200), "half a force");
        groups(1000, TimeUnit.SECONDS.toNanos(10));
        end = System.nanoTime();
        patience.committed(1000, end, end);
        assertEquals(TimeUnit.MILLISECONDS.toNanos(1), patience.until() - end, "the most");
    }

    @Test
    void whoWasThereLongAgoIsNotWaitedFor() {
        long now = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            patience.committed(1000, now - TimeUnit.SECONDS.toNanos(2), now - TimeUnit.SECONDS.toNanos(1));
        }
        assertEquals(0, patience.wanted());
    }
}
