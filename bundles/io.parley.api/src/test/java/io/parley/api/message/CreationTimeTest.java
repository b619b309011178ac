package io.parley.api.message;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CreationTimeTest {

    @AfterEach
    void untilEachReadsItAgain() {
        while (CreationTime.isKept()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void isTheTimeOfTheClock() {
        long before = System.currentTimeMillis();
        long time = CreationTime.now();
        assertTrue(before <= time && time <= System.currentTimeMillis());
    }

    @Test
    void goesOnWhileOneThreadReadsItForAll() {
        readForAll();
        long begun = CreationTime.now();
        for (long now = begun; now < begun + 50; now = CreationTime.now()) {
            assertTrue(now <= System.currentTimeMillis());
        }
    }

    @Test
    void isReadByEachAgainWhereFewAskForIt() {
        readForAll();
        while (CreationTime.isKept()) {
            Thread.onSpinWait();
        }
        isTheTimeOfTheClock();
        assertFalse(CreationTime.isKept());
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("parley-clock"))) {
            Thread.onSpinWait();
        }
    }

    private static void readForAll() {
        CreationTime.readForAll();
        while (!CreationTime.isKept()) {
            Thread.onSpinWait();
        }
    }
}
