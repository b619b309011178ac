package io.parley.bench.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.mqtt.LoadResult.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A load client that finds nothing wrong with a faulty broker would be worth nothing. */
class LoadRunTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(FaultyBroker.Fault.NONE, Faults.NONE),
                Arguments.of(FaultyBroker.Fault.LOSE, new Faults(1, 0, 0, 0, 0)),
                Arguments.of(FaultyBroker.Fault.DOUBLE, new Faults(0, 1, 0, 0, 0)),
                Arguments.of(FaultyBroker.Fault.SWAP, new Faults(0, 0, 1, 0, 0)),
                Arguments.of(FaultyBroker.Fault.CORRUPT, new Faults(1, 0, 0, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void noticesWhatTheBrokerDoesWrong(FaultyBroker.Fault fault, Faults expected) throws IOException {
        try (FaultyBroker broker = new FaultyBroker(fault)) {
            // Paced, so that the round goes on for long behind the hundredth message.
            LoadResult result = run(broker, plan(1, 2_000));
            assertEquals(expected, result.faults());
            assertTrue(result.messages() > 100, () -> "only " + result.messages() + " messages");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void runsAtFullSpeedInPairs(int qos) throws IOException {
        try (FaultyBroker broker = new FaultyBroker(FaultyBroker.Fault.NONE)) {
            LoadResult result = run(broker, plan(qos, 0));
            assertEquals(Faults.NONE, result.faults());
            assertTrue(result.messages() > 100, () -> "only " + result.messages() + " messages");
        }
    }

    private static LoadResult run(FaultyBroker broker, LoadPlan plan) throws IOException {
        return new LoadRun(broker.address(), () -> Double.NaN, plan).run();
    }

    private static LoadPlan plan(int qos, long rate) {
        int pairs = rate == 0 ? 4 : 1;
        return new LoadPlan(qos, false, pairs, 256, 200, rate, Duration.ofMillis(100), Duration.ofMillis(400));
    }
}
