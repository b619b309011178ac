package io.parley.bench;

import io.parley.bench.queue.Figure;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Report;
import io.parley.bench.trial.TrialComponent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands share that run a trial inside Parley, and how they do it. */
final class TrialOptions {

    @Option(names = "--payload", defaultValue = "256", description = "Bytes of a payload (default: ${DEFAULT-VALUE}).")
    int payload;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    /**
     * Runs a whole trial and writes its report.
     *
     * @param values of the trial's configuration
     * @param parley settings that Parley needs for it; those of the user count more
     * @param heap of Parley, as -Xmx has it
     */
    void run(
            CommonOptions common,
            TrialComponent.Kind kind,
            Map<String, Object> values,
            List<String> parley,
            String heap,
            Duration limit,
            Comparison comparison)
            throws IOException {
        String name = kind.name().toLowerCase(Locale.ROOT);
        try (InsideParley inside = new InsideParley(common, name, heap(heap))) {
            inside.start(all(kind, values, parley));
            inside.awaitEnd(limit);
            inside.figures().forEach(figure -> add(comparison, figure));
            inside.notes().forEach(comparison::note);
        }
        System.out.println(new Report(common.out).write(name, comparison));
    }

    /** The environment of a Parley with so much heap. */
    static Map<String, String> heap(String heap) {
        return Map.of("PARLEY_OPTS", "-Xmx" + heap);
    }

    /** All settings of Parley, those of the user last. */
    List<String> all(TrialComponent.Kind kind, Map<String, Object> values, List<String> parley) {
        List<String> all = new ArrayList<>(parley);
        all.add(TrialComponent.PID + ":trial=" + kind);
        all.add(TrialComponent.PID + ":payload=" + payload);
        values.forEach((key, value) -> all.add(TrialComponent.PID + ":" + key + "=" + value));
        all.addAll(settings);
        return all;
    }

    static void add(Comparison comparison, Figure figure) {
        comparison.add(figure.load(), figure.side(), figure.numbers());
    }
}
