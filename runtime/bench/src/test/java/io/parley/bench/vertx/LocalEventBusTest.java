package io.parley.bench.vertx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.report.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalEventBusTest {

    @Test
    void handsMessagesOverInEachRound() throws Exception {
        try (LocalEventBus bus = new LocalEventBus(1_000, 64)) {
            for (int round = 0; round < 2; round++) {
                Rate rate = bus.run(Duration.ofMillis(50), Duration.ofMillis(200));
                assertTrue(rate.perSecond() > 0, rate::toString);
            }
        }
    }
}
