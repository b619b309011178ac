package io.parley.bench;

import io.parley.bench.cost.Question;
import io.parley.bench.cost.Side;
import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.LoadResult;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Two Parleys under the same load by turns: what one of them does more costs the difference in processor time. */
@Command(
        name = "cost",
        description = "Processor time that metrics and tracing cost the broker for each message: pairs of rounds with"
                + " and without.",
        defaultValueProvider = CostCommand.Defaults.class,
        mixinStandardHelpOptions = true)
final class CostCommand implements Callable<Integer> {

    private static final Measure BROKER_CPU = new Measure("broker CPU", "µs/msg", 2);
    private static final Measure RATE = new Measure("rate", "msg/s", 0);
    private static final Measure CLIENT_CPU = new Measure("client CPU", "µs/msg", 2);

    @Spec
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    MqttOptions options = new MqttOptions();

    @Option(
            names = "--what",
            split = ",",
            defaultValue = "metrics,tracing-off",
            converter = QuestionConverter.class,
            description = "metrics, tracing-off, tracing-sampled (one message in a hundred), tracing-all"
                    + " (default: metrics,tracing-off).")
    List<Question> questions;

    @Option(
            names = "--absent",
            description = "For tracing-off: the script that starts a Parley without tracing, of an older checkout say;"
                    + " without it, the same distribution less the bundle.")
    Path absent;

    @Option(
            names = "--starts",
            defaultValue = "3",
            description =
                    "So often both are started anew, since two JVMs differ with the same code, too; each time there are"
                            + " --rounds (default: ${DEFAULT-VALUE}).")
    int starts;

    @Option(names = "--rate", defaultValue = "0", description = "Deliveries/s; 0 for full speed (the default).")
    long rate;

    @Option(names = "--set", description = "PID:KEY=VALUE for both.")
    List<String> settings = new ArrayList<>();

    private final Comparison costs = new Comparison(
            "Cost of watching, broker CPU, less is better", Side.WITHOUT, List.of(BROKER_CPU, RATE, CLIENT_CPU));
    private LoadResult.Faults faults = LoadResult.Faults.NONE;

    /** One load that costs little, and one that costs more. */
    static final class Defaults implements IDefaultValueProvider {
        @Override
        public String defaultValue(ArgSpec argument) {
            if (!(argument instanceof OptionSpec option)) {
                return null;
            }
            return switch (option.longestName()) {
                case "--versions" -> "5";
                case "--topologies" -> "4x4";
                case "--qos" -> "0,1";
                case "--sessions" -> "clean";
                default -> null;
            };
        }
    }

    /** "tracing-off". */
    static final class QuestionConverter implements ITypeConverter<Question> {
        @Override
        public Question convert(String value) {
            return MqttOptions.words(Question::of, value);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (starts < 1) {
            throw new ParameterException(spec.commandLine(), "--starts is 1 or more, not " + starts);
        }
        for (Question question : questions) {
            for (int start = 1; start <= (common.smoke ? 1 : starts); start++) {
                compare(question, start);
            }
            plans().forEach(plan -> costs.note(pairs(title(question, plan))));
        }
        System.out.println(new Report(common.out).write("cost", costs));
        System.out.println(faults.none() ? "No message lost, doubled, reordered or corrupt." : "FAULTS: " + faults);
        return faults.none() ? 0 : 1;
    }

    private void compare(Question question, int start) throws IOException {
        Side.Source from = new Side.Source(common.run, absent, common.work, settings);
        try (Side without = Side.without(question, from);
                Side with = Side.with(question, from)) {
            without.broker().start();
            with.broker().start();
            warmUp(List.of(without, with), loads());
            for (LoadPlan plan : plans()) {
                rounds(question, start, without, with, plan);
            }
        }
    }

    private List<Load> loads() {
        List<Load> loads = new ArrayList<>(options.loads(false));
        loads.addAll(options.loads(true));
        return loads;
    }

    private List<LoadPlan> plans() {
        return loads().stream()
                .map(load -> options.plan(load, common.seconds()).withRate(rate))
                .toList();
    }

    private static String title(Question question, LoadPlan plan) {
        return question + ", " + plan.load().title() + (plan.rate() == 0 ? "" : ", " + plan.rate() + "/s");
    }

    private void warmUp(List<Side> sides, List<Load> loads) throws IOException {
        if (common.warmUp() > 0) {
            Duration each = Duration.ofMillis(common.warmUp() * 1000L / loads.size());
            for (Load load : loads) {
                for (Side side : sides) {
                    run(side, options.plan(load, 0).withTimes(Duration.ZERO, each));
                }
            }
        }
    }

    /** Who is first changes from round to round: what drifts with time is in neither's favour. */
    private void rounds(Question question, int start, Side without, Side with, LoadPlan plan) throws IOException {
        String load = title(question, plan);
        costs.group(load, question.toString(), plan.load().title());
        question.most().ifPresent(most -> costs.atMost(load, most));
        for (int round = 1; round <= common.rounds(); round++) {
            for (Side side : (start + round) % 2 == 0 ? List.of(without, with) : List.of(with, without)) {
                LoadResult result = run(side, plan);
                costs.add(load, side.name(), result.brokerMicros(), result.rate(), result.clientMicros());
                System.out.printf(
                        "%-60s start %d round %d %-8s %,10.0f msg/s %8.2f µs/msg%n",
                        load, start, round, side.name(), result.rate(), result.brokerMicros());
            }
        }
    }

    private String pairs(String load) {
        double[] with = costs.values(load, Side.WITH, BROKER_CPU);
        double[] without = costs.values(load, Side.WITHOUT, BROKER_CPU);
        double[] ratios = new double[with.length];
        Arrays.setAll(ratios, i -> with[i] / without[i]);
        Arrays.sort(ratios);
        return String.format(
                Locale.ROOT,
                "%s: ratios of the pairs of rounds %.3f to %.3f, median %.3f",
                load,
                ratios[0],
                ratios[ratios.length - 1],
                (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2);
    }

    private LoadResult run(Side side, LoadPlan plan) throws IOException {
        LoadResult result = side.run(plan);
        faults = faults.plus(result.faults());
        return result;
    }
}
