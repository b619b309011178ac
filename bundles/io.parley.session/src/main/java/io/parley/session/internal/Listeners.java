package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import io.parley.engine.lane.Lane;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.spi.logging.Loggers;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionChange.Kind;
import io.parley.spi.session.SessionListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to sessions, and tells those who listen: each has a lane of its own. Safe for all threads. */
final class Listeners {

    /** So many changes may wait for one listener. */
    static final int MOST_WAITING = 10_000;

    private final PluginRegistry<SessionListener> registry;
    private final Followers followers;
    private final Executor workers;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
    private final LongAdder dropped = new LongAdder();
    private final Runnable forgetGone = this::forgetGone;

    Listeners(PluginRegistry<SessionListener> registry, Followers followers, Executor workers) {
        this.registry = registry;
        this.followers = followers;
        this.workers = workers;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new LongAdder());
        }
        registry.onChange(forgetGone);
    }

    /** Nobody is told any more. */
    void close() {
        registry.forget(forgetGone);
    }

    private void forgetGone() {
        lanes.keySet().retainAll(registry.ranked());
    }

    /** Asks one after the other whether the session may be opened; complete at once when nobody listens. */
    CompletionStage<Void> opening(OpenRequest request) {
        CompletionStage<Void> asked = CompletableFuture.completedStage(null);
        for (String name : registry.ranked()) {
            asked = asked.thenCompose(
                            allowed -> registry.callIfPresent(name, one -> one.opening(request), Optional::empty))
                    .thenAccept(why -> why.ifPresent(reason -> refuse(request, reason)));
        }
        return asked;
    }

    private static void refuse(OpenRequest request, String reason) {
        throw new RefusedException(Reason.NOT_ALLOWED, "Session '" + request.id() + "' is not opened: " + reason);
    }

    /** In the order in which it happened to the session. */
    void changed(Kind kind, Session session) {
        counts.get(kind).increment();
        SessionChange change = new SessionChange(kind, session);
        followers.changed(change);
        List<String> names = registry.ranked();
        for (String name : names) {
            Lane lane = lanes.computeIfAbsent(name, any -> new Lane(workers, MOST_WAITING));
            if (!lane.submit(() -> tell(name, change))) {
                dropped.increment();
            }
        }
    }

    /** @param end CLOSED or EXPIRED */
    void ended(Entry entry, State end) {
        changed(Kind.valueOf(end.name()), entry.snapshot(end));
    }

    private CompletionStage<Void> tell(String name, SessionChange change) {
        CompletionStage<Void> told = registry.callIfPresent(
                name,
                listener -> {
                    listener.changed(change);
                    return CompletableFuture.completedStage(null);
                },
                () -> null);
        return told.exceptionally(failure -> {
            Loggers.plugin(registry.kind(), name)
                    .warn(
                            "{} '{}' failed when it was told that a session was {}: {}",
                            registry.kind(),
                            name,
                            word(change.kind()),
                            failure.toString());
            return null;
        });
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    List<Metric> metrics() {
        List<Reading> readings = new ArrayList<>();
        counts.forEach((kind, count) -> readings.add(new Reading.Value(Map.of("change", word(kind)), count.sum())));
        return List.of(
                new Metric(
                        "session.changes",
                        Metric.Kind.COUNTER,
                        Metric.Unit.NONE,
                        "What happened to sessions",
                        readings),
                Metric.counter(
                        "session.listener.dropped",
                        "Changes that a listener was not told of, since it was too far behind",
                        dropped.sum()));
    }
}
