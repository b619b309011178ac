package io.parley.spi.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something that is counted or measured, with its readings at one moment.
 *
 * @param name lower-case words with dots between them, without unit: {@code journal.fsync}. The first word says which part of Parley
 *     it is about.
 * @param kind how readings behave
 * @param unit in which they are
 * @param help one sentence for people, without a full stop
 * @param readings one, or one for each combination of labels; all have labels of the same names in the same order. Only the last
 *     label may have values that users choose, such as the names of queues; never one value a session or message.
 */
public record Metric(String name, Kind kind, Unit unit, String help, List<Reading> readings) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z0-9]+)*");

    /** How readings behave. */
    public enum Kind {
        /** Only goes up, and begins with 0 when its part of Parley starts. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** How often there were values of which size since the start. */
        HISTOGRAM
    }

    /** In which readings are. */
    public enum Unit {
        /** Things, as the name says. */
        NONE,
        BYTES,
        SECONDS
    }

    public Metric {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(help, "help");
        readings = List.copyOf(readings);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A metric's name is lower-case words with dots, not '" + name + "'");
        }
        for (Reading reading : readings) {
            if (reading instanceof Reading.Distribution != (kind == Kind.HISTOGRAM)) {
                throw new IllegalArgumentException(name + " is a " + kind + ", not: " + reading);
            }
        }
    }

    /** A counter without labels. */
    public static Metric counter(String name, Unit unit, String help, double value) {
        return new Metric(name, Kind.COUNTER, unit, help, List.of(new Reading.Value(Map.of(), value)));
    }

    /** A counter of things, without labels. */
    public static Metric counter(String name, String help, double value) {
        return counter(name, Unit.NONE, help, value);
    }

    /** A gauge without labels. */
    public static Metric gauge(String name, Unit unit, String help, double value) {
        return new Metric(name, Kind.GAUGE, unit, help, List.of(new Reading.Value(Map.of(), value)));
    }

    /** A gauge of things, without labels. */
    public static Metric gauge(String name, String help, double value) {
        return gauge(name, Unit.NONE, help, value);
    }

    /** Which part of Parley it is about: the first word of the name. */
    public String subject() {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The name with the unit behind it, if there is one, which no two metrics share: {@code journal.fsync.seconds}. */
    public String title() {
        return unit == Unit.NONE ? name : name + "." + unit.name().toLowerCase(Locale.ROOT);
    }

    /** The sum of all readings; of a histogram, the sum of all values. */
    public double total() {
        double total = 0;
        for (Reading reading : readings) {
            total += reading.sum();
        }
        return total;
    }
}
