package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.engine.pipeline.Pipeline;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.spi.metrics.FewNames;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.MetricTable;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What is measured of queues and inboxes, asked of the shards that own them. */
final class MessagingMetrics implements MetricSource {

    /** There may be a hundred thousand queues, and nobody wants that many readings. */
    private static final int MOST_QUEUES = 1_000;

    private final Pipeline pipeline;
    private final Messaging messaging;
    private final FewNames names = new FewNames();

    MessagingMetrics(Pipeline pipeline, Messaging messaging) {
        this.pipeline = pipeline;
        this.messaging = messaging;
    }

    /** One shard's, or those of all. */
    private record Totals(List<QueueFigures> queues, long stored, long slow, Counters inboxes) {

        Totals plus(Totals other) {
            List<QueueFigures> both = new ArrayList<>(queues);
            both.addAll(other.queues);
            return new Totals(both, stored + other.stored, slow + other.slow, inboxes.plus(other.inboxes));
        }

        /** Messages in inboxes: what is stored and in no queue. */
        long inInboxes() {
            return stored
                    - queues.stream()
                            .mapToLong(queue -> queue.waiting() + queue.leased())
                            .sum();
        }
    }

    @Override
    public List<Metric> metrics() {
        Totals all = messaging.ask(home -> List.of(totals(home))).stream()
                .reduce(new Totals(List.of(), 0, 0, new Counters()), Totals::plus);
        List<Metric> metrics = new ArrayList<>();
        metrics.add(Metric.gauge("messaging.stored", "Messages in queues and inboxes", all.stored));
        metrics.add(
                Metric.gauge("messaging.delayed", "Messages that wait for their delivery time", messaging.delayed()));
        metrics.addAll(inboxes(all));
        metrics.addAll(queues(few(all.queues)));
        return metrics;
    }

    private Totals totals(ShardState home) {
        return new Totals(
                home.queues().values().stream().map(this::figures).toList(),
                home.stored(),
                home.connected().stream()
                        .filter(inbox -> inbox.client().pace().slow())
                        .count(),
                home.inboxTotals().copy());
    }

    private QueueFigures figures(QueueState queue) {
        long leased = queue.consumers().held();
        long waiting = queue.backlog().size() - leased;
        return new QueueFigures(
                queue.name(),
                queue.consumers().all().size(),
                queue.consumers().slow(),
                waiting,
                leased,
                pipeline.waiting(Address.queue(queue.name())) + (queue.parked() ? waiting : 0),
                queue.refused.sum(),
                queue.counters.copy());
    }

    private List<QueueFigures> few(List<QueueFigures> queues) {
        Set<String> shown = names.of(queues.stream().map(QueueFigures::name).toList(), MOST_QUEUES);
        Map<String, QueueFigures> few = new TreeMap<>();
        for (QueueFigures queue : queues) {
            String name = shown.contains(queue.name()) ? queue.name() : FewNames.OTHER;
            few.merge(name, queue.as(name), QueueFigures::plus);
        }
        return List.copyOf(few.values());
    }

    private static List<Metric> inboxes(Totals all) {
        Counters counters = all.inboxes;
        List<Reading> dropped = new ArrayList<>();
        for (Drop why : Drop.values()) {
            dropped.add(Reading.value(counters.dropped(why), "reason", label(why)));
        }
        return List.of(
                Metric.gauge("inbox.slow", "Sessions whose client does not keep up", all.slow),
                Metric.gauge("inbox.messages", "Messages in the inboxes of all sessions", all.inInboxes()),
                Metric.counter("inbox.accepted", "Messages that came into an inbox", counters.in()),
                Metric.counter(
                        "inbox.delivered", "Deliveries from inboxes, each attempt counted", counters.deliveries()),
                Metric.counter("inbox.acknowledged", "Messages of inboxes that the client has", counters.out()),
                Metric.counter(
                        "inbox.redelivered",
                        "Deliveries from inboxes that were not the first",
                        counters.redeliveries()),
                new Metric(
                        "inbox.dropped",
                        Metric.Kind.COUNTER,
                        Metric.Unit.NONE,
                        "Messages that left an inbox, or did not come in, by policy",
                        dropped));
    }

    private static List<Metric> queues(List<QueueFigures> queues) {
        List<Metric> metrics = new ArrayList<>(new MetricTable<>(queues, queue -> Map.of("queue", queue.name()))
                .gauge("queue.consumers", "Consumers of the queue", QueueFigures::consumers)
                .gauge("queue.slow", "Consumers that do not keep up", QueueFigures::slow)
                .gauge("queue.waiting", "Messages that are with no consumer", QueueFigures::waiting)
                .gauge("queue.leased", "Messages that are with a consumer", QueueFigures::leased)
                .gauge("queue.parked", "Messages that wait for an absent plug-in", QueueFigures::parked)
                .counter("queue.accepted", "Messages that came into the queue", counted(Counters::in))
                .counter("queue.delivered", "Deliveries, each attempt counted", counted(Counters::deliveries))
                .counter("queue.acknowledged", "Messages that a consumer has done", counted(Counters::out))
                .counter(
                        "queue.redelivered",
                        "Deliveries that were not the first of their message",
                        counted(Counters::redeliveries))
                .counter("queue.refused", "Messages refused since the queue was full", QueueFigures::refused)
                .metrics());
        List<Reading> dropped = new ArrayList<>();
        for (QueueFigures queue : queues) {
            for (Drop why : Drop.values()) {
                dropped.add(Reading.value(queue.counters().dropped(why), "reason", label(why), "queue", queue.name()));
            }
        }
        metrics.add(new Metric(
                "queue.dropped",
                Metric.Kind.COUNTER,
                Metric.Unit.NONE,
                "Messages that left the queue, or did not come in, by policy",
                dropped));
        return metrics;
    }

    private static ToDoubleFunction<QueueFigures> counted(ToLongFunction<Counters> what) {
        return queue -> what.applyAsLong(queue.counters());
    }

    private static String label(Drop why) {
        return why.name().toLowerCase(Locale.ROOT);
    }
}
