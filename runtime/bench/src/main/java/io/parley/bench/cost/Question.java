package io.parley.bench.cost;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is on at one of two Parleys, and off at the other. */
public enum Question {

    /** The endpoint for Prometheus, read once a second; without it there is none. */
    METRICS(1.03),

    /** The bundle for tracing, with tracing off; without it the bundle is absent. */
    TRACING_OFF(1.02),

    /** One message in a hundred is traced, and a collector takes its spans; without it tracing is off. */
    TRACING_SAMPLED(0),

    /** Each message is traced, as far as the queue of spans takes it; without it tracing is off. */
    TRACING_ALL(0);

    private final double most;

    Question(double most) {
        this.most = most;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException with words when there is none
     */
    public static Question of(String name) {
        return Stream.of(values())
                .filter(question -> question.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("It is one of "
                        + Stream.of(values()).map(Question::toString).collect(Collectors.joining(", ")) + ", not '"
                        + name + "'"));
    }

    /** What it may cost at the most, as a multiple; empty where nobody said. */
    public OptionalDouble most() {
        return most == 0 ? OptionalDouble.empty() : OptionalDouble.of(most);
    }

    /** Whether spans are sent. */
    boolean traces() {
        return this == TRACING_SAMPLED || this == TRACING_ALL;
    }

    /** For options and reports: "tracing-off". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
