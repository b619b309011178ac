package io.parley.bench.cost;

import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.LoadResult;
import io.parley.bench.mqtt.LoadRun;
import io.parley.bench.server.Broker;
import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import io.parley.bench.server.Without;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the two Parleys that are compared, with whoever watches it.
 *
 * @param name of the side in reports
 */
public record Side(String name, Broker broker, Watcher watcher) implements AutoCloseable {

    public static final String WITH = "with";
    public static final String WITHOUT = "without";

    private static final String TRACING = "io.parley.tracing";

    /**
     * Where the Parleys come from.
     *
     * @param run {@code runtime/run}
     * @param absent that of a Parley without tracing; null for the same one less the bundle
     * @param work folder for data
     * @param settings of all, {@code PID:KEY=VALUE}
     */
    public record Source(Path run, Path absent, Path work, List<String> settings) {

        private Path withoutTracing() throws IOException {
            Path home = run.resolveSibling("felix/target/parley");
            return absent != null ? absent : Without.bundle(home, TRACING, work.resolve("without-tracing"));
        }
    }

    /** The side where it is on; not started yet. */
    public static Side with(Question question, Source from) throws IOException {
        if (question == Question.METRICS) {
            int port = Ports.free();
            return of(WITH, from.run(), from, new Scraper(port), "io.parley.metrics:port=" + port);
        }
        if (question.traces()) {
            SpanSink sink = new SpanSink();
            String ratio = question == Question.TRACING_ALL ? "1" : "0.01";
            return of(
                    WITH,
                    from.run(),
                    from,
                    sink,
                    TRACING + ":enabled=true",
                    TRACING + ":endpoint=" + sink.endpoint(),
                    TRACING + ":sampling.ratio=" + ratio);
        }
        return of(WITH, from.run(), from, Watcher.NOBODY);
    }

    /** The other one. */
    public static Side without(Question question, Source from) throws IOException {
        Path run = question == Question.TRACING_OFF ? from.withoutTracing() : from.run();
        return of(WITHOUT, run, from, Watcher.NOBODY);
    }

    private static Side of(String name, Path run, Source from, Watcher watcher, String... more) throws IOException {
        List<String> settings = new ArrayList<>(from.settings());
        settings.addAll(List.of(more));
        Path data = Folders.fresh(from.work().resolve("cost-" + name));
        return new Side(name, new ParleyBroker(run, data, Ports.free(), settings), watcher);
    }

    /** One round of load. */
    public LoadResult run(LoadPlan plan) throws IOException {
        watcher.begin();
        LoadResult result = new LoadRun(broker.address(), broker::cpuMicros, plan).run();
        watcher.end();
        return result;
    }

    @Override
    public void close() {
        broker.close();
        watcher.close();
    }
}
