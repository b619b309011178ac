package io.parley.bench.filter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FilterLoadTest {

    @ParameterizedTest
    @EnumSource
    void eachSideJudgesEveryMessageRightly(FilterLoad.Side side) throws Exception {
        FilterLoad.Speed speed = new FilterLoad().evaluate(side, Duration.ofMillis(20));
        assertTrue(speed.perSecond() > 0 && speed.nanos() > 0);
    }
}
