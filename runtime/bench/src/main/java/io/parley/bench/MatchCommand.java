package io.parley.bench;

import io.parley.bench.match.MatchLoad;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long it takes to find who listens to a topic among very many subscriptions. */
@Command(
        name = "match",
        description = "Time to find the one subscription that matches a topic, beside one look-up in a hash map.",
        mixinStandardHelpOptions = true)
final class MatchCommand implements Callable<Integer> {

    private static final String MAP = "hash map";
    private static final String INDEX = "index";

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--subscriptions",
            defaultValue = "1000000",
            description = "80 %% without wildcard, 10 %% with +, 10 %% with # (default: ${DEFAULT-VALUE}).")
    int subscriptions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int count = common.smoke ? Math.min(subscriptions, 10_000) : subscriptions;
        MatchLoad load = new MatchLoad(count);
        Duration warmUp = Duration.ofSeconds(common.warmUp()).dividedBy(3);
        load.lookUp(warmUp);
        load.still(warmUp);
        load.changing(warmUp);
        Comparison comparison = new Comparison(
                "Matching a topic against " + count + " subscriptions, one hit each",
                MAP,
                List.of(
                        new Measure("rate", "matches/s", 0),
                        new Measure("time", "µs/match", 3),
                        new Measure("changes", "1/s", 0)));
        comparison.note("wanted: at most 2 µs/match; topics are new strings, and taken at random from all");
        Duration length = Duration.ofSeconds(common.seconds());
        for (int round = 0; round < common.rounds(); round++) {
            add(comparison, "nothing changes", MAP, load.lookUp(length));
            add(comparison, "nothing changes", INDEX, load.still(length));
            add(comparison, "subscriptions come and go", INDEX, load.changing(length));
        }
        System.out.println(new Report(common.out).write("match", comparison));
        return 0;
    }

    private static void add(Comparison comparison, String load, String side, MatchLoad.Speed speed) {
        System.out.printf("%s, %s: %.3f µs%n", load, side, speed.micros());
        comparison.add(load, side, speed.matches(), speed.micros(), speed.changes());
    }
}
