package io.parley.bench;

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
        description = "MQTT: publishers and subscribers in pairs, QoS 0 to 2, beside Mosquitto.",
        mixinStandardHelpOptions = true)
final class MqttCommand implements Callable<Integer> {

    private static final List<Measure> MEASURES = List.of(
            new Measure("rate", "msg/s", 0),
            new Measure("p50", "µs", 0),
            new Measure("p99", "µs", 0),
            new Measure("p99.9", "µs", 0),
            new Measure("broker CPU", "µs/msg", 2),
            new Measure("client CPU", "µs/msg", 2));
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--host", description = "Load the server that runs there instead of starting any.")
    String host;

    @Option(names = "--port", defaultValue = "1883", description = "Its port (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--pairs",
            defaultValue = "4",
            description = "Publishers, and subscribers (default: ${DEFAULT-VALUE}).")
    int pairs;

    @Option(names = "--payload", defaultValue = "256", description = "Bytes of a payload (default: ${DEFAULT-VALUE}).")
    int payload;

    @Option(
            names = "--window",
            defaultValue = "1000",
            description = "Messages of a publisher under way at once, a quarter of it with QoS 2, where Mosquitto's"
                    + " speed falls with the number in flight (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(names = "--qos", split = ",", defaultValue = "0,1,2", description = "Default: ${DEFAULT-VALUE}.")
    List<Integer> qos;

    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "clean,persistent",
            description = "Of the subscribers; persistent ones with QoS 1 and 2 only (default: ${DEFAULT-VALUE}).")
    List<String> sessions;

    @Option(names = "--peer-only", description = "Without Parley.")
    boolean peerOnly;

    @Option(
            names = "--paced",
            description = "Messages/s of the paced rounds; without it, half of the slower side's rate.")
    Long paced;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    private final Comparison speed = new Comparison("MQTT, full speed", "Mosquitto", MEASURES);
    private final Comparison latency = new Comparison("MQTT, paced", "Mosquitto", MEASURES);
    private LoadResult.Faults faults = LoadResult.Faults.NONE;

    @Override
    public Integer call() throws IOException {
        for (boolean persistent : new boolean[] {false, true}) {
            if (sessions.contains(persistent ? "persistent" : "clean")) {
                compare(persistent);
            }
        }
        Report report = new Report(common.out);
        System.out.println(report.write("mqtt", speed));
        System.out.println(report.write("mqtt-paced", latency));
        System.out.println(faults.none() ? "No message lost, doubled, reordered or corrupt." : "FAULTS: " + faults);
        return faults.none() ? 0 : 1;
    }

    private void compare(boolean persistent) throws IOException {
        List<LoadPlan> plans = plans(persistent);
        List<Broker> brokers = brokers(persistent);
        try {
            for (Broker broker : brokers) {
                broker.start();
                speed.note(broker.name() + ", " + (persistent ? "persistent" : "clean") + " sessions: messages in "
                        + broker.durability());
            }
            warmUp(brokers, plans);
            for (LoadPlan plan : plans) {
                target(plan);
                rounds(brokers, plan, speed);
                rounds(brokers, plan.withRate(pace(plan, brokers)), latency);
            }
        } finally {
            brokers.forEach(Broker::close);
        }
    }

    private List<LoadPlan> plans(boolean persistent) {
        List<LoadPlan> plans = new ArrayList<>();
        for (int level : qos) {
            if (level > 0 || !persistent) {
                Duration measure = Duration.ofSeconds(common.seconds());
                int open = level == 2 ? Math.max(1, window / 4) : window;
                plans.add(new LoadPlan(level, persistent, pairs, payload, open, 0, SETTLE, measure));
            }
        }
        return plans;
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
    private void warmUp(List<Broker> brokers, List<LoadPlan> plans) throws IOException {
        if (common.warmUp() > 0) {
            Duration each = Duration.ofMillis(common.warmUp() * 1000L / plans.size());
            for (Broker broker : brokers) {
                for (LoadPlan plan : plans) {
                    run(broker, plan.withTimes(Duration.ZERO, each));
                }
            }
        }
    }

    private void target(LoadPlan plan) {
        if (plan.persistent() && plan.qos() == 1) {
            speed.target(plan.title(), 0.6);
        } else if (!plan.persistent() && plan.qos() < 2) {
            speed.target(plan.title(), 1.0);
        }
    }

    private void rounds(List<Broker> brokers, LoadPlan plan, Comparison into) throws IOException {
        for (int round = 1; round <= common.rounds(); round++) {
            for (Broker broker : brokers) {
                LoadResult result = run(broker, plan);
                String load = plan.title() + (plan.rate() == 0 ? "" : ", " + plan.rate() + "/s");
                into.add(
                        load,
                        broker.name(),
                        result.rate(),
                        result.p50Micros(),
                        result.p99Micros(),
                        result.p999Micros(),
                        result.brokerMicros(),
                        result.clientMicros());
                System.out.printf("%-40s round %d %-10s %,10.0f msg/s%n", load, round, broker.name(), result.rate());
            }
        }
    }

    private LoadResult run(Broker broker, LoadPlan plan) throws IOException {
        LoadResult result = new LoadRun(broker.address(), broker::cpuMicros, plan).run();
        if (!result.faults().none()) {
            System.out.println(plan.title() + ", " + broker.name() + ": " + result.faults());
            faults = faults.plus(result.faults());
        }
        return result;
    }

    private long pace(LoadPlan plan, List<Broker> brokers) {
        if (paced != null) {
            return paced;
        }
        double slowest = Double.MAX_VALUE;
        for (Broker broker : brokers) {
            slowest = Math.min(slowest, speed.median(plan.title(), broker.name(), MEASURES.get(0)));
        }
        return Math.max(100, Math.round(slowest / 2 / 100) * 100);
    }
}
