package io.parley.bench;

import io.parley.api.message.Address;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.queue.MessageLoad;
import io.parley.bench.queue.Messaging;
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

/** The messaging service beside a preallocated file with group commit, to which one record a message is written. */
@Command(
        name = "queue",
        description = "Messages/s sent, consumed and acknowledged, beside a preallocated file with group commit.",
        mixinStandardHelpOptions = true)
final class QueueCommand implements Callable<Integer> {

    private static final String RAW = "raw file";
    private static final String QUEUE = "queue";
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--senders", defaultValue = "256", description = "Waiting ones (default: ${DEFAULT-VALUE}).")
    int senders;

    @Option(
            names = "--window",
            defaultValue = "65536",
            description = "Messages in a pipeline (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(names = "--payload", defaultValue = "256", description = "Bytes of a payload (default: ${DEFAULT-VALUE}).")
    int payload;

    @Override
    public Integer call() throws Exception {
        Comparison comparison = new Comparison(
                "Messaging service, " + payload + "-byte payloads", RAW, List.of(new Measure("rate", "msg/s", 0)));
        String waiting = senders + " waiting senders";
        comparison.target(waiting, 0.5);
        comparison.target("pipelined", 0.3);
        comparison.note(
                "a message is sent, consumed and acknowledged, each durably; the raw file takes one record for it");
        if (common.warmUp() > 0) {
            Duration each = Duration.ofMillis(common.warmUp() * 1000L / 4);
            for (boolean wait : new boolean[] {true, false}) {
                raw(wait, each);
                queue(wait, each);
            }
        }
        Duration measure = Duration.ofSeconds(common.seconds());
        for (int round = 0; round < common.rounds(); round++) {
            for (boolean wait : new boolean[] {true, false}) {
                String load = wait ? waiting : "pipelined";
                comparison.add(load, RAW, raw(wait, measure));
                comparison.add(load, QUEUE, queue(wait, measure));
            }
        }
        System.out.println(new Report(common.out).write("queue", comparison));
        return 0;
    }

    private double raw(boolean waiting, Duration measure) throws Exception {
        Path folder = Folders.fresh(common.work.resolve("raw"));
        try (RawLog log = new RawLog(folder.resolve("raw.log"))) {
            ProducerLoad load = waiting
                    ? ProducerLoad.waiting(log, senders, payload)
                    : ProducerLoad.pipelined(log, window, payload);
            return said(RAW, waiting, load.run(SETTLE, measure));
        } finally {
            Folders.fresh(folder);
        }
    }

    private double queue(boolean waiting, Duration measure) throws Exception {
        Path folder = Folders.fresh(common.work.resolve("queue"));
        try (Messaging messaging = Messaging.open(folder)) {
            Address queue = Address.queue("bench");
            MessageLoad load = waiting
                    ? MessageLoad.waiting(messaging.service(), queue, senders, payload)
                    : MessageLoad.pipelined(messaging.service(), queue, window, payload);
            return said(QUEUE, waiting, load.run(SETTLE, measure));
        } finally {
            Folders.fresh(folder);
        }
    }

    private static double said(String side, boolean waiting, double rate) {
        System.out.printf("%-10s %-9s %,12.0f /s%n", side, waiting ? "waiting" : "pipelined", rate);
        return rate;
    }
}
