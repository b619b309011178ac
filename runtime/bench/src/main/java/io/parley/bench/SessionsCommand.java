package io.parley.bench;

import io.parley.bench.idle.LiveHeap;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.bench.session.Load;
import io.parley.bench.session.SessionsComponent;
import io.parley.bench.session.SessionsComponent.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done with sessions when there are few and when there are very many, how Parley starts with them, and what they take. */
@Command(
        name = "sessions",
        description =
                "µs of what is done with sessions, by how many are stored; with them the time to ready, and heap.",
        mixinStandardHelpOptions = true)
final class SessionsCommand implements Callable<Integer> {

    /** How much longer something may take with more sessions, to count as flat. */
    private static final double FLAT = 2;

    private static final double READY_SECONDS = 5;
    private static final double HEAP_BYTES = 400;
    private static final String PARLEY = "Parley";
    private static final String ALLOWED = "allowed";
    private static final Duration GRACE = Duration.ofSeconds(300);

    /** Sessions that are made in a second at the least. */
    private static final int SLOWEST = 1_000;

    /** Of one round. */
    private static final Duration ROUND = Duration.ofSeconds(60);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "1000,100000,1000000",
            description = "Stored sessions; the others are compared with the first (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--messages",
            defaultValue = "10",
            description = "That wait in each session (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(
            names = "--samples",
            defaultValue = "1000",
            description = "Calls of each kind in a round, or what 5 s allow (default: ${DEFAULT-VALUE}).")
    int samples;

    @Option(
            names = "--heap",
            defaultValue = "4g",
            description = "Of Parley, as -Xmx has it (default: ${DEFAULT-VALUE}).")
    String heap;

    @Option(names = "--classes", description = "Prints which classes take the most of the heap.")
    boolean classes;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    private final Comparison ready =
            new Comparison("Start with stored sessions", ALLOWED, List.of(new Measure("to ready", "s", 2)));
    private final Comparison each =
            new Comparison("Heap of a stored session", ALLOWED, List.of(new Measure("heap", "B each", 0)));

    @Override
    public Integer call() throws IOException {
        List<Integer> counts = common.smoke ? List.of(200, 1_000) : sizes;
        Comparison comparison = comparison(counts.get(0));
        for (int count : counts) {
            size(comparison, count);
        }
        Report report = new Report(common.out);
        System.out.println(report.write("sessions", comparison));
        System.out.println(report.write("sessions-start", ready));
        System.out.println(report.write("sessions-heap", each));
        return 0;
    }

    private Comparison comparison(int first) {
        Comparison comparison = new Comparison(
                "Calls by the number of stored sessions, each waited for",
                Load.side(first),
                List.of(new Measure("p50", "µs", 0), new Measure("p99", "µs", 0)));
        Load.ALL.forEach(load -> comparison.atMost(load, FLAT));
        comparison.note("each with a title and two more values of state, a subscription, and %d messages"
                .formatted(messages()));
        return comparison;
    }

    private int messages() {
        return common.smoke ? Math.min(messages, 2) : messages;
    }

    private int samples() {
        return common.smoke ? Math.min(samples, 20) : samples;
    }

    private void size(Comparison comparison, int count) throws IOException {
        String load = Load.side(count);
        try (InsideParley parley = new InsideParley(common, "sessions", TrialOptions.heap(heap))) {
            parley.start(settings(Phase.CHECK, 0));
            parley.awaitDone(GRACE);
            LiveHeap empty = LiveHeap.settled(parley.process());
            parley.stop();

            parley.start(settings(Phase.FILL, count));
            parley.awaitDone(GRACE.plusSeconds(count / SLOWEST).plus(ROUND.multipliedBy(common.rounds())));
            parley.figures().forEach(figure -> TrialOptions.add(comparison, figure));
            parley.notes().forEach(comparison::note);
            LiveHeap full = LiveHeap.settled(parley.process());
            heap(load, empty, full, count);
            parley.stop();

            ready.atMost(load, 1);
            ready.add(load, ALLOWED, READY_SECONDS);
            for (int round = 0; round < common.rounds(); round++) {
                double seconds = parley.start(settings(Phase.CHECK, count));
                System.out.printf("%s: ready after %.2f s%n", load, seconds);
                ready.add(load, PARLEY, seconds);
                parley.awaitDone(GRACE);
                if (round == common.rounds() - 1) {
                    parley.notes().forEach(ready::note);
                    heap(load + ", after a restart", empty, LiveHeap.settled(parley.process()), count);
                }
                parley.stop();
            }
        }
    }

    private void heap(String load, LiveHeap empty, LiveHeap full, int count) {
        double bytes = (double) (full.bytes() - empty.bytes()) / count;
        System.out.printf("%s: %.0f B each%n", load, bytes);
        each.atMost(load, 1);
        each.add(load, ALLOWED, HEAP_BYTES);
        each.add(load, PARLEY, bytes);
        if (classes) {
            full.largest().forEach(System.out::println);
        }
    }

    private List<String> settings(Phase phase, int count) {
        String own = SessionsComponent.PID + ":";
        List<String> all = new ArrayList<>(List.of(
                own + "phase=" + phase,
                own + "sessions=" + count,
                own + "messages=" + messages(),
                own + "rounds=" + common.rounds(),
                own + "samples=" + samples(),
                "io.parley.session:max.sessions=" + (count + samples())));
        all.addAll(settings);
        return all;
    }
}
