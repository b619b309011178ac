package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.migration.Exported;
import io.parley.api.migration.Migration;
import io.parley.api.migration.Migration.Way;
import io.parley.api.migration.MigrationService;
import io.parley.api.session.Session;
import io.parley.engine.Engine;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Gone;
import io.parley.engine.contract.SessionPart;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.Reading;
import io.parley.spi.migration.Arrivals;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Exports and imports, a few at a time. */
final class Migrations implements MigrationService, MetricSource {

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 1_000;
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);

    private static final class Count {
        private final LongAdder done = new LongAdder();
        private final LongAdder refused = new LongAdder();
    }

    private final Engine engine;
    private final Moves moves;
    private final Parts parts;
    private final Supplier<Settings> settings;
    private final Peers peers;
    private final Inboxes inboxes;
    private final Going going;
    private final Outgoing outgoing;
    private final Incoming incoming;

    /** By session. */
    private final Map<String, Following> following = new ConcurrentHashMap<>();

    private final Map<Way, Count> counts = new EnumMap<>(Way.class);
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "parley-migration"));

    Migrations(Engine engine, Moves moves, Inboxes inboxes, Parts parts, Peers peers, Supplier<Settings> settings) {
        this.engine = engine;
        this.moves = moves;
        this.parts = parts;
        this.settings = settings;
        this.going = new Going(engine.timers()::now);
        this.inboxes = inboxes;
        this.peers = peers;
        outgoing = new Outgoing(engine, moves, peers, this::export, settings, this::follow);
        incoming = new Incoming(engine, moves, inboxes, this::restore);
        threads.allowCoreThreadTimeOut(true);
        for (Way way : Way.values()) {
            counts.put(way, new Count());
        }
    }

    @Override
    public CompletionStage<Exported> exportSession(String id, OutputStream to) {
        Going.One one = going.begin(id, Way.EXPORT);
        return ended(one, Way.EXPORT, () -> {
            Export export = export();
            ExportWriter out = new ExportWriter(to, one::bytes);
            return moves.keepStill(id, session -> export.run(session, out));
        });
    }

    private Export export() {
        return new Export(engine, parts.all(), threads, session -> incoming.coming(session));
    }

    /** Goes on with what was under way. */
    void begin() {
        outgoing.begin();
    }

    Arrivals arrivals() {
        return incoming;
    }

    private void follow(Gone gone) {
        Following one = new Following(engine, moves, peers, gone);
        following.put(gone.session(), one);
        one.begin(inboxes, () -> following.remove(gone.session(), one));
    }

    @Override
    public CompletionStage<Void> moveSession(String id, String peer) {
        return ended(going.begin(id, Way.MOVE), Way.MOVE, () -> outgoing.move(id, peer));
    }

    @Override
    public CompletionStage<Session> importSession(InputStream from) {
        return restore(from, (sessions, batch) -> {});
    }

    private CompletionStage<Session> restore(InputStream from, Import.More more) {
        Going.One one = going.begin("", Way.IMPORT);
        return ended(one, Way.IMPORT, () -> {
            List<SessionPart> all = parts.all();
            Import what = new Import(engine, moves, all, gone -> comeBack(gone, all));
            ExportReader in = new ExportReader(from, settings.get().importMaxBytes(), one::bytes);
            return CompletableFuture.supplyAsync(() -> what.run(in, one, more), threads);
        });
    }

    private Return comeBack(Gone gone, List<SessionPart> all) {
        Following there = following.get(gone.session());
        if (there == null || !there.gone().move().equals(gone.move())) {
            throw new RefusedException(
                    Reason.CONFLICT, "It is not settled yet that session '" + gone.session() + "' has gone; try again");
        }
        return Return.begin(engine, there, all, settings.get().importMaxBytes());
    }

    private <T> CompletionStage<T> ended(Going.One one, Way way, Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        begin(work).whenComplete((done, failure) -> {
            one.end();
            Count count = counts.get(way);
            (failure == null ? count.done : count.refused).increment();
            if (failure == null) {
                result.complete(done);
            } else {
                result.completeExceptionally(RefusedException.of(failure));
            }
        });
        return result;
    }

    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.LIMIT, MOST_WAITING + " sessions wait already to be exported or imported", e));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public List<Migration> underWay() {
        return going.now();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric(
                        "session.migrations",
                        Metric.Kind.COUNTER,
                        Metric.Unit.NONE,
                        "Sessions that were written down or restored, or could not be",
                        counts.entrySet().stream()
                                .flatMap(entry -> List.of(
                                        reading(entry.getKey(), "done", entry.getValue().done),
                                        reading(entry.getKey(), "refused", entry.getValue().refused))
                                        .stream())
                                .toList()),
                Metric.gauge(
                        "session.moved",
                        "Sessions that have gone elsewhere, and whose clients and messages are still sent there",
                        following.size()));
    }

    private static Reading reading(Way way, String how, LongAdder count) {
        return new Reading.Value(Map.of("way", way.name().toLowerCase(Locale.ROOT), "how", how), count.sum());
    }

    /** What is going on is given up. */
    void close() {
        outgoing.close();
        incoming.close(MOST_WAIT);
        following.values().forEach(Following::close);
        threads.shutdownNow();
    }
}
