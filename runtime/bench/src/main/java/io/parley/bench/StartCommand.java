package io.parley.bench;

import io.parley.bench.mqtt.QueueFiller;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long Parley takes from the start of its process to ready: with nothing, there and in Karaf, and with a full queue. */
@Command(
        name = "start",
        description = "Seconds from the start of the process to ready: cold, and with a full queue to recover.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {

    private static final String PARLEY = "Parley";
    private static final String KARAF = "Parley in Karaf";
    private static final String EMPTY = "cold, empty data folder";

    /** Is there when the Karaf distribution has been built. */
    private static final Path DISTRIBUTION = Path.of("runtime/karaf/target/parley/bin/karaf");

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--messages", defaultValue = "1000000", description = "To recover (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(
            names = "--karaf",
            defaultValue = "runtime/itest-karaf/src/test/karaf/run",
            description =
                    "The script that starts the Karaf distribution, where that has been built (default: ${DEFAULT-VALUE}).")
    Path karaf;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Comparison comparison = new Comparison("Seconds to ready", "none", List.of(new Measure("start", "s", 2)));
        comparison.note("wanted: cold at most 2.5 s, with 1,000,000 messages at most 3 s");
        for (int round = 0; round < common.rounds(); round++) {
            try (ParleyBroker cold = broker(Folders.fresh(common.work.resolve("start")))) {
                comparison.add(EMPTY, PARLEY, start(cold));
            }
            if (Files.exists(DISTRIBUTION)) {
                try (ParleyBroker cold = broker(karaf, Folders.fresh(common.work.resolve("start")))) {
                    comparison.add(EMPTY, KARAF, start(cold));
                }
            }
        }
        recovery(comparison);
        System.out.println(new Report(common.out).write("start", comparison));
        return 0;
    }

    private void recovery(Comparison comparison) throws IOException {
        int count = common.smoke ? Math.min(messages, 10_000) : messages;
        try (ParleyBroker broker = broker(Folders.fresh(common.work.resolve("start")))) {
            broker.start();
            QueueFiller.fill(broker.address(), "$queue/bench", 256, count);
            for (int round = 0; round < common.rounds(); round++) {
                broker.process().kill9();
                comparison.add(count + " messages, after SIGKILL", PARLEY, start(broker));
                broker.process().term(STOP_LIMIT);
                comparison.add(count + " messages, after SIGTERM", PARLEY, start(broker));
            }
        }
    }

    private ParleyBroker broker(Path data) throws IOException {
        return broker(common.run, data);
    }

    private ParleyBroker broker(Path run, Path data) throws IOException {
        return new ParleyBroker(run, data, Ports.free(), settings);
    }

    private static double start(ParleyBroker broker) throws IOException {
        long from = System.nanoTime();
        broker.start();
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf("ready after %.2f s%n", seconds);
        return seconds;
    }
}
