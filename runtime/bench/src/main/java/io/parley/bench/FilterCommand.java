package io.parley.bench;

import io.parley.bench.filter.FilterLoad;
import io.parley.bench.filter.FilterLoad.Side;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.spi.plugin.PluginException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How long it takes to decide whether a message passes a filter. */
@Command(
        name = "filter",
        description =
                "Time to evaluate a typical expression of each filter language, beside the CloudEvents SQL library.",
        mixinStandardHelpOptions = true)
final class FilterCommand implements Callable<Integer> {

    private static final String LOAD = "a pattern, a number, a set";

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException, PluginException {
        FilterLoad load = new FilterLoad();
        Duration warmUp = Duration.ofSeconds(common.warmUp()).dividedBy(Side.values().length);
        for (Side side : Side.values()) {
            load.evaluate(side, warmUp);
        }
        Comparison comparison = new Comparison(
                "Evaluating one expression over messages with six headers",
                Side.LIBRARY.toString(),
                List.of(new Measure("rate", "evaluations/s", 0), new Measure("time", "ns/evaluation", 0)));
        comparison.note(
                "wanted: at most 200 ns; all sides are compiled before, have the same messages, and one thread");
        Duration length = Duration.ofSeconds(common.seconds());
        for (int round = 0; round < common.rounds(); round++) {
            for (Side side : Side.values()) {
                FilterLoad.Speed speed = load.evaluate(side, length);
                System.out.printf("%s: %.0f ns%n", side, speed.nanos());
                comparison.add(LOAD, side.toString(), speed.perSecond(), speed.nanos());
            }
        }
        System.out.println(new Report(common.out).write("filter", comparison));
        return 0;
    }
}
