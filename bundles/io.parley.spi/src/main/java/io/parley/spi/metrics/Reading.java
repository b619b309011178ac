package io.parley.spi.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One figure, or one distribution of values, of a {@link Metric}. */
public sealed interface Reading permits Reading.Value, Reading.Distribution {

    /** What it is a reading of, by name: {@code queue} = {@code orders}. In the order in which they were given. */
    Map<String, String> labels();

    /** The figure; of a distribution the sum of its values. */
    double sum();

    /** A figure with labels, given as names and values in turn. */
    static Value value(double value, String... labels) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            named.put(labels[i], labels[i + 1]);
        }
        return new Value(named, value);
    }

    /** The figure of a counter or gauge. */
    record Value(Map<String, String> labels, double value) implements Reading {

        public Value {
            labels = inOrder(labels);
        }

        @Override
        public double sum() {
            return value;
        }
    }

    /**
     * How often there were values of which size.
     *
     * @param bounds of the sizes, ascending, each the greatest value that belongs to it; what is greater than all of them is a size
     *     of its own
     * @param counts how many values there were of each size: one more than bounds
     * @param sum of all values
     */
    record Distribution(Map<String, String> labels, List<Double> bounds, List<Long> counts, double sum)
            implements Reading {

        public Distribution {
            labels = inOrder(labels);
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
            if (counts.size() != bounds.size() + 1) {
                throw new IllegalArgumentException(bounds.size() + " bounds make " + (bounds.size() + 1)
                        + " sizes, but there are counts of " + counts.size());
            }
        }

        /** How many values there were. */
        public long count() {
            long count = 0;
            for (long some : counts) {
                count += some;
            }
            return count;
        }
    }

    private static Map<String, String> inOrder(Map<String, String> labels) {
        return labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
