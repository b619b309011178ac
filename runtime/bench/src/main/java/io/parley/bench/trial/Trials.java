package io.parley.bench.trial;

import java.time.Duration;

/** Names of queues, loads and sides, on which the trials in Parley and the bench agree. */
public final class Trials {

    public static final String LONG_QUEUE = "bench-long";
    public static final String SHORT_QUEUE = "bench-short";
    public static final String DELAYED_QUEUE = "bench-delayed";
    public static final String SLOW_QUEUE = "bench-slow";
    public static final String LOCAL_QUEUE = "bench-local";

    public static final String CONSUME = "consumed and acknowledged";
    public static final String LONG = "long queue";
    public static final String SHORT = "short queue";

    public static final String LATE = "delivered after its time";
    public static final String DELAYED = "Parley";
    public static final String ALLOWED = "allowed";

    public static final String OTHERS = "all consumers but one";
    public static final String ALL_READ = "that one reads";
    public static final String ONE_STOPPED = "that one stopped";

    public static final String AT_MOST_ONCE = "1 sender, 1 consumer, at most once";
    public static final String ACKNOWLEDGED = "1 sender, 1 consumer, acknowledged";
    public static final String VERTX = "Vert.x event bus";
    public static final String PARLEY = "Parley queue";

    private Trials() {}

    /** The line that asks the local trial for a round under a load. */
    public static String turn(String load, Duration length) {
        return length.toMillis() + " " + load;
    }
}
