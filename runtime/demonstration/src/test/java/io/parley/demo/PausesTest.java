package io.parley.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.demo.Pauses.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PausesTest {

    private long now = 5_000_000_000L;
    private final Pauses pauses = new Pauses(() -> now);

    private void received(String by, long afterMillis) {
        now += afterMillis * 1_000_000;
        pauses.received(by);
    }

    @Test
    void theLongestOfAnySubscriberCountsForThePhaseInWhichItEnds() {
        received("a", 0);
        pauses.begin(Phase.SWAPS);
        received("a", 40);
        received("b", 100);
        received("b", 30);
        assertEquals(40, pauses.millis(Phase.SWAPS));
        pauses.begin(Phase.KILL);
        received("a", 20);
        assertEquals(150, pauses.millis(Phase.KILL));
        assertEquals(0, pauses.millis(Phase.PLAIN));
    }
}
