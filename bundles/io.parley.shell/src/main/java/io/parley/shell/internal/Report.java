package io.parley.shell.internal;

import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.Reading;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the commands print, from what the services answer. */
final class Report {

    private Report() {}

    static String sessions(Collection<Status> services, int limit) {
        SessionRows rows = new SessionRows();
        services.forEach(service -> service.sessions(limit).forEach(rows::add));
        Table table = new Table(
                "SESSION",
                "PRINCIPAL",
                "STATE",
                "INBOX",
                "INFLIGHT",
                "PARKED",
                "IN",
                "OUT",
                "REDELIVERED",
                "DROPPED",
                "SLOW");
        rows.all().stream()
                .limit(limit)
                .forEach(session -> table.row(
                        session.id(),
                        session.principal(),
                        session.state(),
                        session.inbox(),
                        session.inflight(),
                        session.parked() ? "yes" : "no",
                        session.in(),
                        session.out(),
                        session.redelivered(),
                        session.dropped(),
                        session.slow() ? "yes" : "no"));
        return table.toString();
    }

    static String queues(Collection<Status> services) {
        Table table = new Table(
                "QUEUE",
                "CONSUMERS",
                "WAITING",
                "LEASED",
                "PARKED",
                "IN",
                "OUT",
                "REDELIVERED",
                "DROPPED",
                "REFUSED",
                "COMPRESSOR",
                "SLOW");
        all(services, Status::queues)
                .sorted(Comparator.comparing(Status.Queue::name))
                .forEach(queue -> table.row(
                        queue.name(),
                        queue.consumers(),
                        queue.waiting(),
                        queue.leased(),
                        queue.parked(),
                        queue.in(),
                        queue.out(),
                        queue.redelivered(),
                        queue.dropped(),
                        queue.refused(),
                        queue.compressor(),
                        queue.slow()));
        return table.toString();
    }

    static String topics(Collection<Status> services, int limit) {
        Table table = new Table("TOPIC", "EVENTS", "LAST", "RETAINED", "PARKED");
        all(services, service -> service.topics(limit))
                .sorted(Comparator.comparing(Status.Topic::name))
                .limit(limit)
                .forEach(topic -> table.row(
                        topic.name(),
                        topic.events(),
                        topic.lastSequence(),
                        topic.retained() ? "yes" : "no",
                        topic.parked()));
        return table.toString();
    }

    static String plugins(Collection<Status> services) {
        Table table =
                new Table("KIND", "NAME", "INSTANCES", "HOLDS", "CALLS", "FAILURES", "REDONE", "OVERRUNS", "PARKED");
        all(services, Status::plugins)
                .sorted(Comparator.comparing(PluginStatus::kind).thenComparing(PluginStatus::name))
                .forEach(plugin -> table.row(
                        plugin.kind(),
                        plugin.name(),
                        plugin.instances(),
                        plugin.holds(),
                        plugin.calls(),
                        plugin.failures(),
                        plugin.redone(),
                        plugin.overruns(),
                        plugin.parked()));
        return table.toString();
    }

    /** @param texts of which a figure's line has to contain one; none for all figures */
    static String metrics(Collection<MetricSource> sources, List<String> texts) {
        return sources.stream()
                .flatMap(source -> source.metrics().stream())
                .flatMap(metric -> metric.readings().stream().map(reading -> figure(metric, reading)))
                .filter(line -> texts.isEmpty() || texts.stream().anyMatch(line::contains))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String figure(Metric metric, Reading reading) {
        String labels = reading.labels().isEmpty() ? "" : reading.labels().toString();
        String value = reading instanceof Reading.Distribution distribution
                ? number(distribution.sum()) + " in " + distribution.count()
                : number(reading.sum());
        return metric.title() + labels + " " + value;
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String caches(Collection<CacheService> services) {
        Table table = new Table("CACHE", "ENTRIES", "HITS", "MISSES", "EVICTED", "INVALIDATED");
        services.stream()
                .flatMap(service -> service.statistics().stream())
                .sorted(Comparator.comparing(CacheStatistics::name))
                .forEach(cache -> table.row(
                        cache.name(),
                        cache.entries(),
                        cache.hits(),
                        cache.misses(),
                        cache.evictions(),
                        cache.invalidations()));
        return table.toString();
    }

    static String health(Collection<Health> parts) {
        Table table = new Table("PART", "STATUS", "MESSAGE");
        parts.stream().sorted(Comparator.comparing(Health::subject)).forEach(part -> {
            Health.Report report = part.report();
            table.row(part.subject(), report.status(), report.message());
        });
        return table.toString();
    }

    private static <T> Stream<T> all(Collection<Status> services, Function<Status, List<T>> question) {
        return services.stream().flatMap(service -> question.apply(service).stream());
    }
}
