package io.parley.bench.queue;

import io.parley.bench.report.Rate;
import java.util.Optional;

/**
 * What one side reached in one round, as the running Parley prints it and the bench reads it.
 *
 * @param waiting whether senders waited, or ran ahead
 * @param raw whether it was the raw file
 */
public record Figure(boolean waiting, boolean raw, Rate rate) {

    /** Printed last: all rounds are done. */
    public static final String DONE = "bench: done";

    /** Printed last instead, with the reason behind it. */
    public static final String FAILED = "bench: failed: ";

    private static final String PREFIX = "bench: figure ";

    /** The line to print. */
    public String line() {
        return PREFIX + waiting + " " + raw + " " + rate.perSecond() + " " + rate.cpuMicros();
    }

    /** What such a line says; empty for any other line. */
    public static Optional<Figure> of(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = line.substring(PREFIX.length()).split(" ");
        return Optional.of(new Figure(
                Boolean.parseBoolean(parts[0]),
                Boolean.parseBoolean(parts[1]),
                new Rate(Double.parseDouble(parts[2]), Double.parseDouble(parts[3]))));
    }
}
