package io.parley.bench;

import io.parley.bench.journal.FileJournalLog;
import io.parley.bench.journal.Log;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.bench.server.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The journal beside a preallocated file with group commit. */
@Command(
        name = "journal",
        description = "Durable records/s of the journal beside a preallocated file with group commit.",
        mixinStandardHelpOptions = true)
final class JournalCommand implements Callable<Integer> {

    private static final String RAW = "raw file";
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--producers", defaultValue = "256", description = "Waiting ones (default: ${DEFAULT-VALUE}).")
    int producers;

    @Option(
            names = "--window",
            defaultValue = "65536",
            description = "Records in a pipeline (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(names = "--record", defaultValue = "256", description = "Bytes of a record (default: ${DEFAULT-VALUE}).")
    int record;

    private interface Opening {
        Log open(Path folder) throws Exception;
    }

    private enum Side {
        RAW_FILE(RAW, folder -> new RawLog(folder.resolve("raw.log"))),
        JOURNAL("journal", FileJournalLog::new);

        final String title;
        final Opening opening;

        Side(String title, Opening opening) {
            this.title = title;
            this.opening = opening;
        }
    }

    @Override
    public Integer call() throws Exception {
        Comparison comparison = new Comparison(
                "Journal, " + record + "-byte records", RAW, List.of(new Measure("rate", "records/s", 0)));
        String waiting = producers + " waiting producers";
        comparison.target(waiting, 0.8);
        comparison.target("pipelined", 0.6);
        comparison.note("every record synced to disk before it counts; the journal reuses segments of the past");
        if (common.warmUp() > 0) {
            Duration each = Duration.ofMillis(common.warmUp() * 1000L / 4);
            for (Side side : Side.values()) {
                round(side, true, each);
                round(side, false, each);
            }
        }
        Duration measure = Duration.ofSeconds(common.seconds());
        for (int round = 0; round < common.rounds(); round++) {
            for (Side side : Side.values()) {
                comparison.add(waiting, side.title, round(side, true, measure));
                comparison.add("pipelined", side.title, round(side, false, measure));
            }
        }
        System.out.println(new Report(common.out).write("journal", comparison));
        return 0;
    }

    private double round(Side side, boolean waiting, Duration measure) throws Exception {
        Path folder = Folders.fresh(common.work.resolve("journal"));
        try (Log log = side.opening.open(folder)) {
            ProducerLoad load = waiting
                    ? ProducerLoad.waiting(log, producers, record)
                    : ProducerLoad.pipelined(log, window, record);
            double rate = load.run(SETTLE, measure);
            System.out.printf("%-10s %-9s %,12.0f records/s%n", side.title, waiting ? "waiting" : "pipelined", rate);
            return rate;
        } finally {
            Folders.fresh(folder);
        }
    }
}
