package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.spi.journal.Append;
import io.parley.testkit.FutureAppend;
import org.junit.jupiter.api.Test;

class HearingTest {

    private static final int TICK = 10_000;

    /** About to overflow: the clock may be below zero, and go past its end. */
    private long now = Long.MAX_VALUE - 5 * TICK;

    private int looks;
    private final Hearing hearing = new Hearing(() -> now += TICK);

    /** Heard when that was asked for so often. */
    private Append heardAfter(int times) {
        return new FutureAppend("") {
            @Override
            public boolean heard() {
                return ++looks > times;
            }
        };
    }

    private void told(long took, Append... appends) {
        hearing.begin(took);
        for (Append append : appends) {
            hearing.told(append);
        }
    }

    @Test
    void whoHasHeardIsNotWaitedFor() {
        told(1_000_000, heardAfter(0));
        hearing.await();
        assertEquals(1, looks);
        hearing.await();
        assertEquals(1, looks);
    }

    @Test
    void othersAreWaitedForUntilTheyHave() {
        told(1_000_000, heardAfter(5), new FutureAppend(""));
        hearing.await();
        assertEquals(6, looks);
        hearing.await();
        assertEquals(6, looks);
    }

    @Test
    void whoDoesNotHearIsWaitedForAsLongAsTheCommitTook() {
        told(10 * TICK, heardAfter(Integer.MAX_VALUE));
        hearing.await();
        // Once when told, once before it is waited, and once with each tick.
        assertEquals(12, looks);
        hearing.await();
        assertEquals(12, looks);
    }

    @Test
    void whoThrowsIsNotWaitedFor() {
        told(10 * TICK, new FutureAppend("") {
            @Override
            public boolean heard() {
                if (++looks < 3) {
                    return false;
                }
                throw new IllegalStateException("thrown by a test");
            }
        });
        hearing.await();
        assertEquals(3, looks);
    }

    @Test
    void afterALongCommitItIsAMillisecond() {
        told(Long.MAX_VALUE, heardAfter(Integer.MAX_VALUE));
        hearing.await();
        assertEquals(2 + 1_000_000 / TICK, looks);
    }
}
