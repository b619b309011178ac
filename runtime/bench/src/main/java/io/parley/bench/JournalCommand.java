package io.parley.bench;

import io.parley.bench.journal.FileJournalLog;
import io.parley.bench.journal.Log;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Rate;
import io.parley.bench.report.Report;
import io.parley.bench.server.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final String JOURNAL = "journal";
    private static final String PIPELINED = "pipelined";
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

    @Override
    public Integer call() throws Exception {
        Comparison comparison = new Comparison(
                "Journal, " + record + "-byte records",
                RAW,
                List.of(new Measure("rate", "records/s", 0), new Measure("CPU", "µs/record", 2)));
        String waiting = producers + " waiting producers";
        comparison.target(waiting, 0.8);
        comparison.target(PIPELINED, 0.6);
        comparison.note("every record synced to disk before it counts; the journal reuses segments of the past");
        Path folder = Folders.fresh(common.work.resolve("journal"));
        try (Log raw = new RawLog(folder.resolve("raw.log"));
                Log journal = new FileJournalLog(folder.resolve("journal"))) {
            Map<String, Log> sides = new LinkedHashMap<>();
            sides.put(RAW, raw);
            sides.put(JOURNAL, journal);
            if (common.warmUp() > 0) {
                round(sides, waiting, Duration.ofMillis(common.warmUp() * 1000L / 4), (load, side, rate) -> {});
            }
            for (int i = 0; i < common.rounds(); i++) {
                round(
                        sides,
                        waiting,
                        Duration.ofSeconds(common.seconds()),
                        (load, side, rate) -> comparison.add(load, side, rate.perSecond(), rate.cpuMicros()));
            }
        } finally {
            Folders.fresh(folder);
        }
        System.out.println(new Report(common.out).write("journal", comparison));
        return 0;
    }

    private interface Figures {
        void add(String load, String side, Rate rate);
    }

    /** Both sides under each load, one right after the other: what else the disk and the machine do meets both. */
    private void round(Map<String, Log> sides, String waiting, Duration length, Figures figures) throws Exception {
        for (String load : List.of(waiting, PIPELINED)) {
            for (Map.Entry<String, Log> side : sides.entrySet()) {
                Log log = side.getValue();
                ProducerLoad running = load.equals(waiting)
                        ? ProducerLoad.waiting(log, producers, record)
                        : ProducerLoad.pipelined(log, window, record);
                Rate rate = running.run(SETTLE, length);
                System.out.printf("%-10s %-21s %,12.0f records/s%n", side.getKey(), load, rate.perSecond());
                figures.add(load, side.getKey(), rate);
            }
        }
    }
}
