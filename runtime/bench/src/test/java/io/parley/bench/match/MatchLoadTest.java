package io.parley.bench.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.event.internal.match.Topics;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MatchLoadTest {

    @Test
    void eachTopicIsMatchedByItsOwnPatternAlone() {
        Random random = new Random(4);
        for (int number = 0; number < 500; number++) {
            String topic = Subscriptions.topic(number, random);
            int[] matching = IntStream.range(0, 2_000)
                    .filter(other -> Topics.matches(Subscriptions.pattern(other), topic))
                    .toArray();
            assertEquals(1, matching.length, topic);
            assertEquals(number, matching[0], topic);
        }
    }

    @Test
    void theShareOfWildcardsIsAsItShouldBe() {
        assertEquals(
                100,
                IntStream.range(0, 1_000)
                        .filter(i -> Subscriptions.pattern(i).contains("+"))
                        .count());
        assertEquals(
                100,
                IntStream.range(0, 1_000)
                        .filter(i -> Subscriptions.pattern(i).contains("#"))
                        .count());
    }

    @Test
    void theLoadRunsWhileSubscriptionsComeAndGo() throws InterruptedException {
        MatchLoad load = new MatchLoad(1_000);

        assertTrue(load.still(Duration.ofMillis(50)).matches() > 0);
        MatchLoad.Speed changing = load.changing(Duration.ofMillis(50));
        assertTrue(changing.matches() > 0 && changing.changes() > 0);
        assertTrue(load.lookUp(Duration.ofMillis(50)).matches() > 0);
    }
}
