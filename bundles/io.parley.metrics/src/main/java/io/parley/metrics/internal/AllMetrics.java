package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics of all sources at one moment, within the limit of names. Safe for all threads. */
final class AllMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(AllMetrics.class);

    private final Collection<MetricSource> sources;
    private final NameLimit limit = new NameLimit();

    /** Classes of sources that failed when they were asked last: each failure is told once. */
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    AllMetrics(Collection<MetricSource> sources) {
        this.sources = sources;
    }

    /**
     * By title. Of a source that fails the figures are missing, and those of two sources with one title are one metric.
     *
     * @param names how many names of one kind have readings of their own
     */
    List<Metric> now(int names) {
        Map<String, Metric> all = new TreeMap<>();
        for (MetricSource source : sources) {
            String name = source.getClass().getName();
            try {
                source.metrics().forEach(metric -> all.merge(metric.title(), metric, AllMetrics::both));
                failing.remove(name);
            } catch (RuntimeException e) {
                if (failing.add(name)) {
                    LOG.warn("Metrics of {} are missing: {}", name, e.toString());
                }
            }
        }
        return limit.apply(all.values(), names);
    }

    /** Two instances of one part, of which the readings with the same labels count together. */
    private static Metric both(Metric one, Metric other) {
        if (one.kind() != other.kind()) {
            LOG.warn(
                    "{} is a {} of one source and a {} of another, which is left out",
                    one.title(),
                    one.kind(),
                    other.kind());
            return one;
        }
        return Sums.of(one, List.of(one.readings(), other.readings()));
    }
}
