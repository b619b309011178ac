package io.parley.bench;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.LoadResult;
import io.parley.bench.mqtt.LoadRun;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.bench.server.Broker;
import io.parley.bench.server.Folders;
import io.parley.bench.server.MosquittoBroker;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import io.parley.bench.server.RunningBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Parley's MQTT beside Mosquitto's: full speed, then latencies of both at half the speed of the slower one. */
@Command(
        name = "mqtt",
        description = "MQTT 3.1.1 and 5.0: pairs, fan-out and fan-in, QoS 0 to 2, beside Mosquitto.",
        mixinStandardHelpOptions = true)
final class MqttCommand implements Callable<Integer> {

    private static final Measure RATE = new Measure("rate", "msg/s", 0);
    private static final Measure BROKER_CPU = new Measure("broker CPU", "µs/msg", 2);
    private static final Measure CLIENT_CPU = new Measure("client CPU", "µs/msg", 2);
    private static final Measure P50 = new Measure("p50", "µs", 0);
    private static final Measure P99 = new Measure("p99", "µs", 0);
    private static final Measure P999 = new Measure("p99.9", "µs", 0);

    /** By the first one sides are compared, and drawn: rates at full speed, latencies at the same rate. */
    private static final List<Measure> FULL_SPEED = List.of(RATE, P50, P99, P999, BROKER_CPU, CLIENT_CPU);

    private static final List<Measure> PACED = List.of(P99, P50, P999, RATE, BROKER_CPU, CLIENT_CPU);
    private static final String PEER = "Mosquitto";
    private static final int SECONDS = 3;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    MqttOptions options = new MqttOptions();

    @Option(names = "--host", description = "Load the server that runs there instead of starting any.")
    String host;

    @Option(names = "--port", defaultValue = "1883", description = "Its port (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(names = "--peer-only", description = "Without Parley.")
    boolean peerOnly;

    @Option(
            names = "--paced",
            description = "Deliveries/s of the paced rounds; without it, half of the slower side's rate.")
    Long paced;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    private final Comparison speed = new Comparison("MQTT, full speed, messages delivered", PEER, FULL_SPEED);
    private final Comparison latency = new Comparison("MQTT, paced, less is better", PEER, PACED);
    private LoadResult.Faults faults = LoadResult.Faults.NONE;

    @Override
    public Integer call() throws IOException {
        System.out.println(estimate());
        for (boolean persistent : new boolean[] {false, true}) {
            List<Load> loads = options.loads(persistent);
            if (!loads.isEmpty()) {
                compare(loads, persistent);
            }
        }
        speed.note(ClientCost.of(speed, RATE, BROKER_CPU, CLIENT_CPU));
        Report report = new Report(common.out);
        System.out.println(report.write("mqtt", speed));
        if (!latency.loads().isEmpty()) {
            System.out.println(report.write("mqtt-paced", latency));
        }
        System.out.println(faults.none() ? "No message lost, doubled, reordered or corrupt." : "FAULTS: " + faults);
        return faults.none() ? 0 : 1;
    }

    private String estimate() {
        List<Load> loads = new ArrayList<>(options.loads(false));
        boolean both = !loads.isEmpty() && !options.loads(true).isEmpty();
        loads.addAll(options.loads(true));
        int brokers = host != null || peerOnly ? 1 : 2;
        long paces = loads.stream().filter(options::paced).count();
        double round = common.seconds(SECONDS) + 1;
        double seconds = (loads.size() + paces) * common.rounds() * brokers * round
                + (both ? 2 : 1) * (brokers * common.warmUp() + 6);
        return String.format(
                "%d loads at full speed and %d paced, %d rounds of %d s for each of %d brokers: about %.0f min",
                loads.size(), paces, common.rounds(), common.seconds(SECONDS), brokers, Math.ceil(seconds / 60));
    }

    private void compare(List<Load> loads, boolean persistent) throws IOException {
        List<Broker> brokers = brokers(persistent);
        try {
            for (Broker broker : brokers) {
                broker.start();
                speed.note(broker.name() + ", " + (persistent ? "persistent" : "clean") + " sessions: messages in "
                        + broker.durability());
            }
            warmUp(brokers, loads);
            for (Load load : loads) {
                LoadPlan plan = options.plan(load, common.seconds(SECONDS));
                MqttTargets.of(load).ifPresent(ratio -> speed.target(load.title(), ratio));
                rounds(brokers, plan, speed);
                if (options.paced(load)) {
                    rounds(brokers, plan.withRate(pace(load, brokers)), latency);
                }
            }
        } finally {
            brokers.forEach(Broker::close);
        }
    }

    private List<Broker> brokers(boolean persistent) throws IOException {
        if (host != null) {
            return List.of(new RunningBroker(new InetSocketAddress(host, port)));
        }
        List<Broker> brokers = new ArrayList<>();
        Optional<MosquittoBroker> peer =
                MosquittoBroker.find(Folders.fresh(common.work.resolve("mosquitto")), persistent, Ports.free());
        peer.ifPresentOrElse(
                brokers::add, () -> System.out.println("SKIPPED: Mosquitto is not installed, so Parley runs alone"));
        if (!peerOnly) {
            if (!Files.isExecutable(common.run)) {
                throw new IOException("No script " + common.run + " to start Parley with; --run names another");
            }
            brokers.add(
                    new ParleyBroker(common.run, Folders.fresh(common.work.resolve("parley")), Ports.free(), settings));
        }
        return brokers;
    }

    /** The peer needs none, but both go through the same, and the load client's own code warms up with it. */
    private void warmUp(List<Broker> brokers, List<Load> loads) throws IOException {
        if (common.warmUp() > 0) {
            Duration each = Duration.ofMillis(common.warmUp() * 1000L / loads.size());
            for (Broker broker : brokers) {
                for (Load load : loads) {
                    run(broker, options.plan(load, 0).withTimes(Duration.ZERO, each));
                }
            }
        }
    }

    private void rounds(List<Broker> brokers, LoadPlan plan, Comparison into) throws IOException {
        String pace = plan.rate() == 0 ? "" : ", " + plan.rate() + "/s";
        String load = plan.load().title() + pace;
        into.group(load, plan.load().group(), plan.load().label() + pace);
        for (int round = 1; round <= common.rounds(); round++) {
            for (Broker broker : brokers) {
                LoadResult result = run(broker, plan);
                into.add(load, broker.name(), plan.rate() == 0 ? fullSpeed(result) : paced(result));
                System.out.printf("%-50s round %d %-10s %,10.0f msg/s%n", load, round, broker.name(), result.rate());
            }
        }
    }

    private static double[] fullSpeed(LoadResult result) {
        return new double[] {
            result.rate(),
            result.p50Micros(),
            result.p99Micros(),
            result.p999Micros(),
            result.brokerMicros(),
            result.clientMicros()
        };
    }

    private static double[] paced(LoadResult result) {
        return new double[] {
            result.p99Micros(),
            result.p50Micros(),
            result.p999Micros(),
            result.rate(),
            result.brokerMicros(),
            result.clientMicros()
        };
    }

    private LoadResult run(Broker broker, LoadPlan plan) throws IOException {
        LoadResult result = new LoadRun(broker.address(), broker::cpuMicros, plan).run();
        if (!result.faults().none()) {
            System.out.println(plan.load().title() + ", " + broker.name() + ": " + result.faults());
            faults = faults.plus(result.faults());
        }
        return result;
    }

    private long pace(Load load, List<Broker> brokers) {
        if (paced != null) {
            return paced;
        }
        double slowest = Double.MAX_VALUE;
        for (Broker broker : brokers) {
            slowest = Math.min(slowest, speed.median(load.title(), broker.name(), RATE));
        }
        return Math.max(100, Math.round(slowest / 2 / 100) * 100);
    }
}
