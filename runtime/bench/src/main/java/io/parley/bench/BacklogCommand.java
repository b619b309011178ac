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

/** A queue far longer than memory, consumed beside a short one in the same Parley. */
@Command(
        name = "backlog",
        description = "Messages/s consumed of a queue far longer than memory, beside a short one.",
        mixinStandardHelpOptions = true)
final class BacklogCommand implements Callable<Integer> {

    private static final int WARM_UP_ROUNDS = 6;

    /** What the slowest disk should manage, to fill and to consume. */
    private static final int SLOWEST_PER_SECOND = 10_000;

    private static final Duration GRACE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    TrialOptions trial = new TrialOptions();

    @Option(
            names = "--messages",
            defaultValue = "10000000",
            description = "Of the long queue (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(
            names = "--take",
            defaultValue = "300000",
            description = "Messages that a round takes of the long queue (default: ${DEFAULT-VALUE}).")
    int take;

    @Option(
            names = "--short",
            defaultValue = "100000",
            description = "Messages of the short queue (default: ${DEFAULT-VALUE}).")
    int shorter;

    @Option(
            names = "--heap",
            defaultValue = "256m",
            description = "Of Parley, as -Xmx has it (default: ${DEFAULT-VALUE}).")
    String heap;

    @Override
    public Integer call() throws IOException {
        int stored = common.smoke ? Math.min(messages, 60_000) : messages;
        int taken = common.smoke ? Math.min(take, 20_000) : take;
        int brief = common.smoke ? Math.min(shorter, 10_000) : shorter;
        int warmUp = common.warmUp() > 0 ? WARM_UP_ROUNDS : 0;
        long moved = stored + (long) (common.rounds() + warmUp) * (3L * taken + 2L * brief);
        Comparison comparison = new Comparison(
                "A queue of %,d messages and one of %,d, %d-byte payloads".formatted(stored, brief, trial.payload),
                Trials.SHORT,
                List.of(new Measure("rate", "msg/s", 0), new Measure("CPU", "µs/msg", 2)));
        comparison.target(Trials.CONSUME, 0.8);
        trial.run(
                common,
                TrialComponent.Kind.BACKLOG,
                Map.of(
                        "rounds", common.rounds(),
                        "warm.up.rounds", warmUp,
                        "messages", stored,
                        "take", taken,
                        "shorter", brief),
                List.of("io.parley.queue~" + Trials.LONG_QUEUE + ":max.messages=" + stored),
                heap,
                Duration.ofSeconds(moved / SLOWEST_PER_SECOND).plus(GRACE),
                comparison);
        return 0;
    }
}
