package io.parley.bench;

import io.parley.bench.queue.Figure;
import io.parley.bench.queue.RoundsComponent;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Rate;
import io.parley.bench.report.Report;
import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The messaging service of a running Parley beside a preallocated file with group commit, to which one record a message is
 * written. The bench's own jar, put into Parley's deploy folder, loads both there.
 */
@Command(
        name = "queue",
        description = "Messages/s sent, consumed and acknowledged, beside a preallocated file with group commit.",
        mixinStandardHelpOptions = true)
final class QueueCommand implements Callable<Integer> {

    private static final String RAW = "raw file";
    private static final String QUEUE = "queue";
    private static final int LOADS = 4;
    private static final Duration GRACE = Duration.ofSeconds(120);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--senders", defaultValue = "256", description = "Waiting ones (default: ${DEFAULT-VALUE}).")
    int senders;

    @Option(
            names = "--window",
            defaultValue = "65536",
            description = "Messages in a pipeline (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(names = "--payload", defaultValue = "256", description = "Bytes of a payload (default: ${DEFAULT-VALUE}).")
    int payload;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException, URISyntaxException {
        Path data = Folders.fresh(common.work.resolve("queue")).toAbsolutePath();
        Files.copy(ownJar(), Files.createDirectories(data.resolve("deploy")).resolve("parley-bench.jar"));
        try (ParleyBroker parley =
                new ParleyBroker(common.run, data, Ports.free(), settings(data.resolve("raw.log")))) {
            parley.start();
            List<Figure> figures = figures(parley.process());
            parley.process().term(STOP_LIMIT);
            System.out.println(new Report(common.out).write("queue", comparison(figures)));
        } finally {
            Folders.fresh(data);
        }
        return 0;
    }

    private static Path ownJar() throws URISyntaxException {
        Path jar = Path.of(RoundsComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "The bench must run from its jar, as runtime/bench/run does, not from " + jar);
        }
        return jar;
    }

    private List<String> settings(Path rawFile) {
        List<String> all = new ArrayList<>(settings);
        Map.of(
                        "raw.file", rawFile,
                        "rounds", common.rounds(),
                        "seconds", common.seconds(),
                        "warm.up.seconds", common.warmUp(),
                        "senders", senders,
                        "window", window,
                        "payload", payload)
                .forEach((key, value) -> all.add(RoundsComponent.PID + ":" + key + "=" + value));
        return all;
    }

    private List<Figure> figures(ChildProcess parley) throws IOException {
        Duration limit = Duration.ofSeconds(common.warmUp() + (long) LOADS * common.rounds() * (common.seconds() + 1))
                .plus(GRACE);
        String end = parley.awaitLine(line -> line.equals(Figure.DONE) || line.startsWith(Figure.FAILED), limit);
        if (!end.equals(Figure.DONE)) {
            throw new IOException(end + "\n" + parley.output());
        }
        return parley.lines().stream().flatMap(line -> Figure.of(line).stream()).toList();
    }

    private Comparison comparison(List<Figure> figures) {
        Comparison comparison = new Comparison(
                "Messaging service, " + payload + "-byte payloads",
                RAW,
                List.of(new Measure("rate", "msg/s", 0), new Measure("CPU", "µs/msg", 2)));
        String waiting = senders + " waiting senders";
        String pipelined = "pipelined";
        comparison.target(waiting, 0.5);
        comparison.target(pipelined, 0.3);
        comparison.note(
                "a message is sent, consumed and acknowledged, each durably; the raw file takes one record for it");
        for (Figure figure : figures) {
            Rate rate = figure.rate();
            comparison.add(
                    figure.waiting() ? waiting : pipelined,
                    figure.raw() ? RAW : QUEUE,
                    rate.perSecond(),
                    rate.cpuMicros());
        }
        return comparison;
    }
}
