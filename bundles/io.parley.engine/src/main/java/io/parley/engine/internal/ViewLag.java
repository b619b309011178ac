package io.parley.engine.internal;

import io.parley.spi.health.Health;
import java.time.Duration;
import java.util.function.Supplier;

/** Whether the view follows the journal. */
record ViewLag(Supplier<Duration> lag, Duration interval) implements Health {

    /** A view that follows is behind by one interval, and what writing takes; it is another matter beyond so many. */
    private static final int INTERVALS = 12;

    /** However short the interval is, writing may take its time. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    @Override
    public String subject() {
        return "lag";
    }

    @Override
    public Report report() {
        Duration behind = lag.get();
        Duration limit =
                interval.multipliedBy(INTERVALS).compareTo(LEAST) < 0 ? LEAST : interval.multipliedBy(INTERVALS);
        String words = "The view is " + behind.toMillis() / 1000.0 + " s behind the journal";
        return behind.compareTo(limit) <= 0
                ? new Report(Status.UP, words)
                : new Report(
                        Status.DEGRADED,
                        words + ", and should be less than "
                                + limit.toSeconds()
                                + ": a restart takes the longer, and the journal grows");
    }
}
