package io.parley.bench;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which MQTT loads are wanted, and how they are put on a broker. */
final class MqttOptions {

    private static final Duration SETTLE = Duration.ofMillis(500);

    /** Topologies of other kinds have as many deliveries under way as that many pairs. */
    private static final int PAIRS = 4;

    @Option(
            names = "--versions",
            split = ",",
            defaultValue = "3,5",
            converter = VersionConverter.class,
            description = "Of MQTT: 3 for 3.1.1, 5 (default: ${DEFAULT-VALUE}).")
    List<MqttVersion> versions;

    @Option(
            names = "--topologies",
            split = ",",
            defaultValue = "1x1,4x4,1x100,100x1",
            converter = TopologyConverter.class,
            description = "Publishers x subscribers: pairs where both are the same number, otherwise every subscriber"
                    + " gets everything (default: ${DEFAULT-VALUE}).")
    List<Topology> topologies;

    @Option(names = "--qos", split = ",", defaultValue = "0,1,2", description = "Default: ${DEFAULT-VALUE}.")
    List<Integer> qos;

    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "clean,persistent",
            arity = "1",
            converter = PersistenceConverter.class,
            description = "Of the subscribers; persistent ones with QoS 1 and 2 only (default: ${DEFAULT-VALUE}).")
    List<Boolean> persistence;

    @Option(
            names = "--alias",
            description = "Topic aliases where version and broker allow them, in both directions (default: none).")
    boolean alias;

    @Option(names = "--payload", defaultValue = "256", description = "Bytes of a payload (default: ${DEFAULT-VALUE}).")
    int payload;

    @Option(
            names = "--window",
            defaultValue = "1000",
            description = "Messages of a publisher under way at once; with other topologies than pairs, as many"
                    + " deliveries in all as four pairs would have. A quarter of it with QoS 2, where Mosquitto's speed"
                    + " falls with the number in flight (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(
            names = "--paced-topologies",
            split = ",",
            defaultValue = "4x4",
            converter = TopologyConverter.class,
            description = "Those of --topologies that get paced rounds too, for latencies"
                    + " (default: ${DEFAULT-VALUE}; 'none' for no such rounds).")
    List<Topology> pacedTopologies;

    /** All loads whose subscribers have such sessions, in the order of the report. */
    List<Load> loads(boolean persistent) {
        List<Load> loads = new ArrayList<>();
        if (persistence.contains(persistent)) {
            for (Topology topology : topologies) {
                for (MqttVersion version : versions) {
                    for (int level : qos) {
                        if (level > 0 || !persistent) {
                            loads.add(new Load(version, topology, level, persistent));
                        }
                    }
                }
            }
        }
        return loads;
    }

    /** Whether the load gets paced rounds too. */
    boolean paced(Load load) {
        return pacedTopologies.contains(load.topology());
    }

    /** The load at full speed. */
    LoadPlan plan(Load load, int seconds) {
        return new LoadPlan(load, alias, payload, window(load), 0, SETTLE, Duration.ofSeconds(seconds));
    }

    private int window(Load load) {
        Topology topology = load.topology();
        int open = load.qos() == 2 ? window / 4 : window;
        int each = topology.pairs() ? open : open * PAIRS / Math.max(topology.publishers(), topology.subscribers());
        return Math.max(1, each);
    }

    /** "1x100"; nothing for "none". */
    static final class TopologyConverter implements ITypeConverter<Topology> {
        @Override
        public Topology convert(String value) {
            return value.equals("none") ? null : words(Topology::parse, value);
        }
    }

    /** "3" or "5". */
    static final class VersionConverter implements ITypeConverter<MqttVersion> {
        @Override
        public MqttVersion convert(String value) {
            return words(text -> MqttVersion.of(Integer.parseInt(text)), value);
        }
    }

    /** "clean" is false, "persistent" true. */
    static final class PersistenceConverter implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String value) {
            return switch (value) {
                case "clean" -> false;
                case "persistent" -> true;
                default -> throw new TypeConversionException("sessions are clean or persistent, not '" + value + "'");
            };
        }
    }

    /** A refusal of the parser, as picocli shows it. */
    static <T> T words(Function<String, T> parser, String value) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
