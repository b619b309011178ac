package io.parley.metrics.internal;

import io.parley.spi.metrics.FewNames;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import io.parley.spi.metrics.Reading.Distribution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees to it that names that users choose make a limited number of readings: all metrics of one subject show the same few
 * names. Safe for all threads.
 */
final class NameLimit {

    private final Map<String, FewNames> chosen = new HashMap<>(); // guarded by this

    synchronized List<Metric> apply(Collection<Metric> metrics, int most) {
        Map<String, Set<String>> names = new HashMap<>();
        for (Metric metric : metrics) {
            for (Reading reading : metric.readings()) {
                String label = last(reading);
                if (label != null) {
                    names.computeIfAbsent(metric.subject() + " " + label, key -> new TreeSet<>())
                            .add(reading.labels().get(label));
                }
            }
        }
        names.replaceAll((key, all) ->
                chosen.computeIfAbsent(key, fresh -> new FewNames()).of(all, most));
        return metrics.stream().map(metric -> limited(metric, names)).toList();
    }

    private static Metric limited(Metric metric, Map<String, Set<String>> names) {
        List<Reading> readings = new ArrayList<>(metric.readings().size());
        for (Reading reading : metric.readings()) {
            String label = last(reading);
            boolean shown = label == null
                    || names.get(metric.subject() + " " + label)
                            .contains(reading.labels().get(label));
            readings.add(shown ? reading : other(reading, label));
        }
        return Sums.of(metric, List.of(readings));
    }

    /** The last label's name; null where there is none. */
    private static String last(Reading reading) {
        String last = null;
        for (String name : reading.labels().keySet()) {
            last = name;
        }
        return last;
    }

    private static Reading other(Reading reading, String label) {
        Map<String, String> labels = new LinkedHashMap<>(reading.labels());
        labels.put(label, FewNames.OTHER);
        return reading instanceof Distribution of
                ? new Distribution(labels, of.bounds(), of.counts(), of.sum())
                : new Reading.Value(labels, reading.sum());
    }
}
