package io.parley.bench.queue;

import io.parley.bench.report.Rate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one side reached in one round, as the running Parley prints it and the bench reads it.
 *
 * @param load under which it did; without tabs
 * @param side without tabs
 * @param values in the order of the comparison's measures
 */
public record Figure(String load, String side, List<Double> values) {

    private static final String PREFIX = "bench: figure ";

    public Figure {
        values = List.copyOf(values);
    }

    /** A figure of rate and processor time. */
    public static Figure of(String load, String side, Rate rate) {
        return new Figure(load, side, List.of(rate.perSecond(), rate.cpuMicros()));
    }

    /** The line to print. */
    public String line() {
        String numbers = values.stream().map(String::valueOf).collect(Collectors.joining("\t"));
        return PREFIX + load + "\t" + side + "\t" + numbers;
    }

    /** What such a line says; empty for any other line. */
    public static Optional<Figure> of(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = line.substring(PREFIX.length()).split("\t");
        return Optional.of(new Figure(
                parts[0],
                parts[1],
                Arrays.stream(parts).skip(2).map(Double::valueOf).toList()));
    }

    /** The values as an array. */
    public double[] numbers() {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
