package io.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Topology;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class MqttOptionsTest {

    @Test
    void comparesEverythingUnlessToldOtherwise() {
        MqttOptions options = parse();
        assertEquals(2 * 4 * 3, options.loads(false).size());
        assertEquals(2 * 4 * 2, options.loads(true).size(), "QoS 0 has no persistent sessions");
        assertEquals(2 * 3, options.loads(false).stream().filter(options::paced).count());
    }

    @Test
    void comparesWhatIsAskedFor() {
        MqttOptions options = parse("--versions", "5", "--topologies", "1x100", "--qos", "2", "--sessions", "clean");
        assertEquals(
                "1→100, clean, QoS 2, MQTT 5.0", options.loads(false).get(0).title());
        assertEquals(1, options.loads(false).size());
        assertTrue(options.loads(true).isEmpty());
        assertFalse(options.paced(options.loads(false).get(0)));
    }

    @ParameterizedTest
    @CsvSource({"1x1, 1, 1000", "4x4, 2, 250", "1x100, 1, 40", "1x100, 2, 10", "100x1, 0, 40", "100x1, 2, 10"})
    void sharesTheWindow(String topology, int qos, int window) {
        Load load = new Load(MqttVersion.V5_0, Topology.parse(topology), qos, false);
        assertEquals(window, parse().plan(load, 1).window());
    }

    @Test
    void pacesNothingWhenToldSo() {
        MqttOptions options = parse("--paced-topologies", "none");
        assertTrue(options.loads(false).stream().noneMatch(options::paced));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--versions=4", "--versions=x", "--topologies=4", "--sessions=dirty"})
    void refusesInWords(String option) {
        String message =
                assertThrows(ParameterException.class, () -> parse(option)).getMessage();
        assertFalse(message.contains("Exception"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "4x4, 0, false, 1.3",
        "4x4, 2, false, 1.3",
        "1x100, 1, false, 1.2",
        "1x1, 0, false, 1.0",
        "100x1, 2, false, 1.0",
        "100x1, 1, true, 1.0",
        "4x4, 1, true, 1.0"
    })
    void knowsWhatIsWanted(String topology, int qos, boolean persistent, double ratio) {
        Load load = new Load(MqttVersion.V3_1_1, Topology.parse(topology), qos, persistent);
        assertEquals(OptionalDouble.of(ratio), MqttTargets.of(load));
    }

    private static MqttOptions parse(String... arguments) {
        return CommandLine.populateCommand(new MqttOptions(), arguments);
    }
}
