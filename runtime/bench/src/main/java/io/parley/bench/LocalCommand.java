package io.parley.bench;

import io.parley.bench.queue.Figure;
import io.parley.bench.queue.Output;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Rate;
import io.parley.bench.report.Report;
import io.parley.bench.trial.TrialComponent;
import io.parley.bench.trial.Trials;
import io.parley.bench.vertx.LocalEventBus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A queue that stores nothing, within Parley's JVM, beside the event bus of Vert.x within the bench's. */
@Command(
        name = "local",
        description = "Messages/s handed over within one JVM, not durable, beside the local event bus of Vert.x.",
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofMillis(500);
    /** The event bus is loaded in one way only, and beside both. */
    private static final List<String> LOADS = List.of(Trials.AT_MOST_ONCE, Trials.ACKNOWLEDGED);

    private static final Duration GRACE = Duration.ofSeconds(60);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    TrialOptions trial = new TrialOptions();

    @Option(
            names = "--window",
            defaultValue = "16384",
            description = "Messages under way on either side (default: ${DEFAULT-VALUE}).")
    int window;

    @Override
    public Integer call() throws Exception {
        Comparison comparison = new Comparison(
                "Handed over in memory, %d-byte payloads".formatted(trial.payload),
                Trials.VERTX,
                List.of(new Measure("rate", "msg/s", 0), new Measure("CPU", "µs/msg", 2)));
        comparison.target(Trials.AT_MOST_ONCE, 1);
        comparison.note(
                "the event bus knows no acknowledgements, so what is taken at most once is like it; its message is a text");
        try (InsideParley inside = new InsideParley(common, "local", TrialOptions.heap("512m"));
                LocalEventBus bus = new LocalEventBus(window, trial.payload)) {
            inside.start(trial.all(
                    TrialComponent.Kind.LOCAL,
                    Map.of("window", window),
                    List.of("io.parley.queue~" + Trials.LOCAL_QUEUE + ":durability=memory")));
            inside.process().awaitLine(Output.AWAITING::equals, START_LIMIT);
            if (common.warmUp() > 0) {
                Duration half = Duration.ofSeconds(common.warmUp()).dividedBy(2);
                bus.run(SETTLE, half);
                for (int i = 0; i < LOADS.size(); i++) {
                    parley(inside, LOADS.get(i), half.dividedBy(LOADS.size()), i + 1);
                }
            }
            int asked = common.warmUp() > 0 ? LOADS.size() : 0;
            Duration length = Duration.ofSeconds(common.seconds());
            for (int round = 1; round <= common.rounds(); round++) {
                Rate vertx = bus.run(SETTLE, length);
                for (String load : LOADS) {
                    add(comparison, Figure.of(load, Trials.VERTX, vertx));
                    add(comparison, parley(inside, load, length, ++asked));
                }
            }
            inside.process().endInput();
            inside.awaitEnd(GRACE);
        }
        System.out.println(new Report(common.out).write("local", comparison));
        return 0;
    }

    /** Asks for a round under that load, the so-manieth of all. */
    private static Figure parley(InsideParley inside, String load, Duration length, int number) throws Exception {
        inside.process().send(Trials.turn(load, length));
        String line = inside.process()
                .awaitLines(text -> Figure.of(text).isPresent() || Output.isLast(text), number, length.plus(GRACE))
                .get(number - 1);
        return Figure.of(line).orElseThrow(() -> new IllegalStateException(line));
    }

    private static void add(Comparison comparison, Figure figure) {
        System.out.printf("%s, %-17s %,12.0f msg/s%n", figure.load(), figure.side(), figure.numbers()[0]);
        TrialOptions.add(comparison, figure);
    }
}
