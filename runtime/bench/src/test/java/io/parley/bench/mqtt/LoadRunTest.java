package io.parley.bench.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.mqtt.FaultyBroker.Fault;
import io.parley.bench.mqtt.LoadResult.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A load client that finds nothing wrong with a faulty broker would be worth nothing. */
@Timeout(30)
class LoadRunTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("1x1", Fault.NONE, Faults.NONE),
                Arguments.of("1x1", Fault.LOSE, new Faults(1, 0, 0, 0, 0)),
                Arguments.of("1x1", Fault.DOUBLE, new Faults(0, 1, 0, 0, 0)),
                Arguments.of("1x1", Fault.SWAP, new Faults(0, 0, 1, 0, 0)),
                Arguments.of("1x1", Fault.CORRUPT, new Faults(1, 0, 0, 1, 0)),
                Arguments.of("1x3", Fault.NONE, Faults.NONE),
                Arguments.of("1x3", Fault.LOSE, new Faults(3, 0, 0, 0, 0)),
                Arguments.of("1x3", Fault.SWAP, new Faults(0, 0, 3, 0, 0)),
                Arguments.of("3x1", Fault.NONE, Faults.NONE),
                Arguments.of("3x1", Fault.DOUBLE, new Faults(0, 1, 0, 0, 0)),
                Arguments.of("3x1", Fault.SWAP, new Faults(0, 0, 1, 0, 0)),
                Arguments.of("3x1", Fault.CORRUPT, new Faults(1, 0, 0, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void noticesWhatTheBrokerDoesWrong(String topology, Fault fault, Faults expected) throws IOException {
        try (FaultyBroker broker = new FaultyBroker(MqttVersion.V3_1_1, fault)) {
            // Paced, so that the round goes on for long behind the hundredth message.
            LoadResult result = run(broker, plan(MqttVersion.V3_1_1, topology, 1, 3_000));
            assertEquals(expected, result.faults());
            assertTrue(result.messages() > 100, () -> "only " + result.messages() + " messages");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "V3_1_1, 4x4, 0",
        "V3_1_1, 4x4, 1",
        "V5_0, 4x4, 0",
        "V5_0, 4x4, 1",
        "V3_1_1, 1x20, 1",
        "V5_0, 1x20, 0",
        "V3_1_1, 20x1, 0",
        "V5_0, 20x1, 1",
        "V5_0, 2x3, 1"
    })
    void runsAtFullSpeed(MqttVersion version, String topology, int qos) throws IOException {
        try (FaultyBroker broker = new FaultyBroker(version, Fault.NONE)) {
            LoadResult result = run(broker, plan(version, topology, qos, 0));
            assertEquals(Faults.NONE, result.faults());
            assertTrue(result.messages() > 100, () -> "only " + result.messages() + " messages");
            assertEquals(0, broker.aliased());
        }
    }

    @Test
    void pacesWhatIsDeliveredRatherThanWhatIsPublished() throws IOException {
        try (FaultyBroker broker = new FaultyBroker(MqttVersion.V5_0, Fault.NONE)) {
            LoadResult result = run(broker, plan(MqttVersion.V5_0, "1x10", 0, 2_000));
            assertEquals(Faults.NONE, result.faults());
            // 20,000/s otherwise; a busy machine delivers late, or catches up a little while measuring.
            assertTrue(result.rate() > 0 && result.rate() < 8_000, () -> result.rate() + " messages/s");
        }
    }

    @Test
    void namesTheTopicOnceAndItsAliasFromThenOn() throws IOException {
        try (FaultyBroker broker = new FaultyBroker(MqttVersion.V5_0, Fault.NONE)) {
            LoadPlan plan = plan(MqttVersion.V5_0, "2x1", 1, 0);
            LoadPlan aliased = new LoadPlan(
                    plan.load(), true, plan.payloadBytes(), plan.window(), 0, plan.settle(), plan.measure());
            LoadResult result = run(broker, aliased);
            assertEquals(Faults.NONE, result.faults());
            assertTrue(broker.aliased() >= result.messages() - 2, () -> "only " + broker.aliased() + " aliases");
        }
    }

    @Test
    void saysThatTheBrokerDoesNotSpeakTheVersion() throws IOException {
        try (FaultyBroker broker = new FaultyBroker(MqttVersion.V3_1_1, Fault.NONE)) {
            assertThrows(IOException.class, () -> run(broker, plan(MqttVersion.V5_0, "1x1", 0, 0)));
        }
    }

    private static LoadResult run(FaultyBroker broker, LoadPlan plan) throws IOException {
        return new LoadRun(broker.address(), () -> Double.NaN, plan).run();
    }

    private static LoadPlan plan(MqttVersion version, String topology, int qos, long rate) {
        Load load = new Load(version, Topology.parse(topology), qos, false);
        return new LoadPlan(load, false, 256, 60, rate, Duration.ofMillis(100), Duration.ofMillis(400));
    }
}
