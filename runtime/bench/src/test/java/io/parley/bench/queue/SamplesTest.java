package io.parley.bench.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void percentilesAreOfAllThatWereMeasured() {
        Samples samples = new Samples();
        for (int i = 200; i > 0; i--) {
            samples.add(i * 1_000L);
        }
        assertEquals(200, samples.count());
        assertEquals(List.of(100.0, 198.0), samples.figure("load", "side").values());
    }

    @Test
    void whatTakesLongIsMeasuredAFewTimesOnly() {
        assertEquals(5, Samples.of(1_000, Duration.ZERO, i -> {}).count());
        assertEquals(3, Samples.of(3, Duration.ZERO, i -> {}).count());
        assertEquals(100, Samples.of(100, Duration.ofHours(1), i -> {}).count());
    }
}
