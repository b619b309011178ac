package io.parley.bench;

import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.trial.TrialComponent;
import io.parley.bench.trial.Trials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How punctually delayed messages are delivered when very many wait. */
@Command(
        name = "delayed",
        description = "How late delayed messages are delivered when very many wait.",
        mixinStandardHelpOptions = true)
final class DelayedCommand implements Callable<Integer> {

    private static final double ALLOWED_MILLIS = 20;
    private static final Duration GRACE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    TrialOptions trial = new TrialOptions();

    @Option(
            names = "--messages",
            defaultValue = "1000000",
            description = "That wait at once (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(
            names = "--lead",
            defaultValue = "60",
            description = "Seconds from the first send until the first is due; all must be stored by then"
                    + " (default: ${DEFAULT-VALUE}).")
    int lead;

    @Option(
            names = "--spread",
            defaultValue = "20",
            description = "Seconds over which their times are spread (default: ${DEFAULT-VALUE}).")
    int spread;

    @Option(
            names = "--heap",
            defaultValue = "1g",
            description = "Of Parley, as -Xmx has it (default: ${DEFAULT-VALUE}).")
    String heap;

    @Override
    public Integer call() throws IOException {
        int waiting = common.smoke ? Math.min(messages, 10_000) : messages;
        int leadSeconds = common.smoke ? Math.min(lead, 4) : lead;
        int spreadSeconds = common.smoke ? Math.min(spread, 2) : spread;
        Comparison comparison = new Comparison(
                "%,d delayed messages, due within %d s".formatted(waiting, spreadSeconds),
                Trials.ALLOWED,
                List.of(new Measure("p99", "ms", 1), new Measure("p50", "ms", 1), new Measure("max", "ms", 1)));
        comparison.atMost(Trials.LATE, 1);
        comparison.add(Trials.LATE, Trials.ALLOWED, ALLOWED_MILLIS, Double.NaN, Double.NaN);
        trial.run(
                common,
                TrialComponent.Kind.DELAYED,
                Map.of(
                        "rounds", common.rounds(),
                        "messages", waiting,
                        "lead.seconds", leadSeconds,
                        "spread.seconds", spreadSeconds),
                List.of(
                        "io.parley.messaging:delayed.max=" + waiting,
                        "io.parley.queue~" + Trials.DELAYED_QUEUE + ":max.messages=" + waiting),
                heap,
                Duration.ofSeconds((long) common.rounds() * (leadSeconds + spreadSeconds))
                        .multipliedBy(2)
                        .plus(GRACE),
                comparison);
        return 0;
    }
}
