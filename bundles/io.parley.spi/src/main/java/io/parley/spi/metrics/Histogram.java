package io.parley.spi.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts values by size. Safe for all threads. A value costs about as much as three uncontended atomic additions: for what happens
 * once a group or a call, or for a sample of what happens more often.
 */
public final class Histogram {

    private final String name;
    private final Metric.Unit unit;
    private final String help;
    private final long[] bounds;
    private final double divisor;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    private Histogram(String name, Metric.Unit unit, String help, long[] bounds, double divisor) {
        this.name = name;
        this.unit = unit;
        this.help = help;
        this.bounds = bounds;
        this.divisor = divisor;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    /**
     * Of durations, shown in seconds.
     *
     * @param name as {@link Metric#name}
     * @param help as {@link Metric#help}
     */
    public static Histogram ofTimes(String name, String help) {
        return new Histogram(name, Metric.Unit.SECONDS, help, steps(10_000, 10_000_000_000L), 1e9);
    }

    /** Of numbers of things, from 1 to a hundred thousand and more. */
    public static Histogram ofCounts(String name, String help) {
        return new Histogram(name, Metric.Unit.NONE, help, steps(1, 100_000), 1);
    }

    /** 1, 2.5, 5, 10 and so on; 1, 2, 5, 10 where there are no halves. */
    private static long[] steps(long from, long to) {
        List<Long> steps = new ArrayList<>();
        for (long decade = from; decade <= to; decade *= 10) {
            steps.add(decade);
            if (decade < to) {
                steps.add(decade == 1 ? 2 : decade / 2 * 5);
                steps.add(decade * 5);
            }
        }
        return steps.stream().mapToLong(Long::longValue).toArray();
    }

    /** Counts one: nanoseconds where it is of times. */
    public void add(long value) {
        int at = Arrays.binarySearch(bounds, value);
        counts[at < 0 ? -at - 1 : at].increment();
        sum.add(value);
    }

    /** All so far, as a metric of its own. */
    public Metric metric() {
        return metric(List.of(reading(Map.of())));
    }

    /** A metric with the readings of several histograms of this kind, told apart by labels. */
    public Metric metric(List<? extends Reading> readings) {
        return new Metric(name, Metric.Kind.HISTOGRAM, unit, help, List.copyOf(readings));
    }

    /** All so far. */
    public Reading.Distribution reading(Map<String, String> labels) {
        List<Double> limits = new ArrayList<>(bounds.length);
        List<Long> found = new ArrayList<>(counts.length);
        for (long bound : bounds) {
            limits.add(bound / divisor);
        }
        for (LongAdder count : counts) {
            found.add(count.sum());
        }
        return new Reading.Distribution(labels, limits, found, sum.sum() / divisor);
    }
}
