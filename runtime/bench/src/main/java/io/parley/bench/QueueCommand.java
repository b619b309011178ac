package io.parley.bench;

import io.parley.bench.queue.Figure;
import io.parley.bench.queue.RoundsComponent;
import io.parley.bench.queue.Shape;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import java.io.IOException;
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

    private static final Duration GRACE = Duration.ofSeconds(120);

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

    @Option(names = "--load", defaultValue = "", description = "Only those whose titles begin so (default: all).")
    String load;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Shape.all(senders, load);
        try (InsideParley inside = new InsideParley(common, "queue", Map.of())) {
            inside.start(settings(inside.data().resolve("raw.log")));
            inside.awaitEnd(limit());
            System.out.println(new Report(common.out).write("queue", comparison(inside.figures(), inside.notes())));
        }
        return 0;
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
                        "payload", payload,
                        "load", load)
                .forEach((key, value) -> all.add(RoundsComponent.PID + ":" + key + "=" + value));
        return all;
    }

    private Duration limit() {
        long rounds = 2L * Shape.all(senders, load).size() * common.rounds();
        return Duration.ofSeconds(common.warmUp() + rounds * (common.seconds() + 1))
                .plus(GRACE);
    }

    private Comparison comparison(List<Figure> figures, List<String> notes) {
        Comparison comparison = new Comparison(
                "Messaging service, " + payload + "-byte payloads",
                Shape.RAW_FILE,
                List.of(new Measure("rate", "msg/s", 0), new Measure("CPU", "µs/msg", 2)));
        for (Shape shape : Shape.all(senders, load)) {
            comparison.target(shape.title(), shape.target());
        }
        comparison.note(
                "a message is sent, consumed and acknowledged, each durably; the raw file takes one record for it");
        notes.forEach(comparison::note);
        figures.forEach(figure -> comparison.add(figure.load(), figure.side(), figure.numbers()));
        return comparison;
    }
}
