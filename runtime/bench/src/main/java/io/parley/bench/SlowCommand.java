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

/** What a consumer that stops reading costs the others. */
@Command(
        name = "slow",
        description = "Messages/s of a queue's consumers before and after one of them stops reading.",
        mixinStandardHelpOptions = true)
final class SlowCommand implements Callable<Integer> {

    private static final int WARM_UP_ROUNDS = 2;
    private static final Duration GRACE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    TrialOptions trial = new TrialOptions();

    @Option(names = "--consumers", defaultValue = "100", description = "Two or more (default: ${DEFAULT-VALUE}).")
    int consumers;

    @Option(names = "--window", defaultValue = "65536", description = "Messages under way (default: ${DEFAULT-VALUE}).")
    int window;

    @Override
    public Integer call() throws IOException {
        Comparison comparison = new Comparison(
                "%d consumers of one queue, one of which stops reading".formatted(consumers),
                Trials.ALL_READ,
                List.of(new Measure("rate", "msg/s", 0), new Measure("CPU", "µs/msg", 2)));
        comparison.target(Trials.OTHERS, 0.95);
        int warmUp = common.warmUp() > 0 ? WARM_UP_ROUNDS : 0;
        trial.run(
                common,
                TrialComponent.Kind.SLOW,
                Map.of(
                        "rounds", common.rounds(),
                        "warm.up.rounds", warmUp,
                        "seconds", common.seconds(),
                        "consumers", consumers,
                        "window", window),
                List.of(),
                "512m",
                Duration.ofSeconds(2L * (common.rounds() + warmUp) * (common.seconds() + 1))
                        .plus(GRACE),
                comparison);
        return 0;
    }
}
