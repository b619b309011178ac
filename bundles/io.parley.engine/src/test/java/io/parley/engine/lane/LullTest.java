package io.parley.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LullTest {

    @Test
    void itEndsWithTheFirstLookThatFindsSomething() {
        AtomicInteger looks = new AtomicInteger();
        assertTrue(Lull.endsSoon(() -> looks.incrementAndGet() == 3));
        assertEquals(3, looks.get());
    }

    @Test
    void whereNothingComesTheThreadMaySleep() {
        assertFalse(Lull.endsSoon(() -> false));
    }
}
