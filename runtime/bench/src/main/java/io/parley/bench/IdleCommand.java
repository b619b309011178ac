package io.parley.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.parley.bench.idle.Crowd;
import io.parley.bench.idle.LiveHeap;
import io.parley.bench.idle.StoredSessions;
import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import io.parley.bench.report.Report;
import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What clients that do nothing take of Parley's heap: connected ones, and sessions that wait for theirs. */
@Command(
        name = "idle",
        description =
                "Heap of an idle connection, and of a stored session with a subscription and ten queued messages.",
        mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {

    private static final Measure HEAP = new Measure("heap", "B each", 0);
    private static final String PARLEY = "Parley";

    /** Connections before the empty runtime is measured, so that what all of them share is there already. */
    private static final int FIRST = 10;

    /** Files and sockets that a process needs besides the connections. */
    private static final int OTHER_FILES = 600;

    private static final int PAYLOAD = 100;
    private static final int CHECKED = 200;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--connections", defaultValue = "20000", description = "Idle ones (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(
            names = "--sessions",
            defaultValue = "1000000",
            description = "Stored ones, without a connection (default: ${DEFAULT-VALUE}).")
    int sessions;

    @Option(
            names = "--messages",
            defaultValue = "10",
            description = "That wait in each session (default: ${DEFAULT-VALUE}).")
    int messages;

    @Option(
            names = "--heap",
            defaultValue = "4g",
            description = "Of the Parley with stored sessions, as -Xmx has it (default: ${DEFAULT-VALUE}).")
    String heap;

    @Option(names = "--classes", description = "Prints which classes take the most.")
    boolean classes;

    @Option(names = "--set", description = "PID:KEY=VALUE for Parley.")
    List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Comparison comparison =
                new Comparison("Heap of what is idle", "none", List.of(HEAP, new Measure("to ready", "s", 2)));
        comparison.note("live after a full collection, less the empty runtime, divided by the number");
        comparison.note("wanted: 6 KB (6,144 B) a connection at 20,000, 400 B a stored session at 1,000,000");
        connected(comparison);
        stored(comparison);
        System.out.println(new Report(common.out).write("idle", comparison));
        return 0;
    }

    private void connected(Comparison comparison) throws IOException {
        int wanted = common.smoke ? Math.min(connections, 500) : connections;
        int count = Math.min(wanted, possible());
        if (count < wanted) {
            comparison.note("only " + count + " connections: a process may have no more files open (ulimit -n)");
        }
        for (int round = 0; round < common.rounds(); round++) {
            try (ParleyBroker broker = broker(Map.of())) {
                broker.start();
                try (Crowd crowd = new Crowd(broker.address())) {
                    crowd.growTo(FIRST);
                    LiveHeap empty = LiveHeap.settled(broker.process());
                    crowd.growTo(FIRST + count);
                    LiveHeap full = LiveHeap.settled(broker.process());
                    add(comparison, count + " connections", each(empty, full, count), Double.NaN);
                    explain(full);
                }
            }
        }
    }

    private static int possible() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() - OTHER_FILES)
                : Integer.MAX_VALUE;
    }

    private void stored(Comparison comparison) throws IOException {
        int count = common.smoke ? Math.min(sessions, 2_000) : sessions;
        String load = count + " sessions, " + messages + " messages each";
        // Those that fill them are sessions, too.
        String room = "io.parley.session:max.sessions=" + (count + 1_000);
        try (ParleyBroker broker = broker(Map.of("PARLEY_OPTS", "-Xmx" + heap), room)) {
            broker.start();
            new StoredSessions(broker.address(), FIRST, messages, PAYLOAD).make();
            LiveHeap empty = LiveHeap.settled(broker.process());
            StoredSessions all = new StoredSessions(broker.address(), count, messages, PAYLOAD);
            all.make();
            all.fill();
            LiveHeap full = LiveHeap.settled(broker.process());
            add(comparison, load, each(empty, full, count), Double.NaN);
            explain(full);
            broker.process().term(STOP_LIMIT);
            long from = System.nanoTime();
            broker.start();
            double seconds = (System.nanoTime() - from) / 1e9;
            LiveHeap restarted = LiveHeap.settled(broker.process());
            add(comparison, load + ", after a restart", each(empty, restarted, count), seconds);
            explain(restarted);
            for (int session : new Random(1)
                    .ints(0, count)
                    .distinct()
                    .limit(Math.min(CHECKED, count))
                    .toArray()) {
                all.take(session);
            }
            comparison.note("some sessions' clients came back after the restart, and got their messages in order");
        }
    }

    private static double each(LiveHeap empty, LiveHeap full, int count) {
        return (double) (full.bytes() - empty.bytes()) / count;
    }

    private static void add(Comparison comparison, String load, double bytes, double seconds) {
        System.out.printf("%s: %.0f B each%n", load, bytes);
        comparison.add(load, PARLEY, bytes, seconds);
    }

    private void explain(LiveHeap heapNow) {
        if (classes) {
            heapNow.largest().forEach(System.out::println);
        }
    }

    private ParleyBroker broker(Map<String, String> environment, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(settings);
        return new ParleyBroker(common.run, Folders.fresh(common.work.resolve("idle")), Ports.free(), all, environment);
    }
}
