package io.parley.task.internal;

import io.parley.engine.config.ConfigurationReader;
import java.time.Duration;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param silent after how long a running task that says nothing has failed
 * @param active how long a running task counts as active after it last was
 * @param cleanUp how long nothing has happened in a session that a clean-up ends
 * @param maxTasks how many tasks one session may have
 * @param analyticsSeconds how often it is told on topics what goes on in sessions; 0 for never
 */
record Settings(Duration silent, Duration active, Duration cleanUp, int maxTasks, int analyticsSeconds) {

    static final String PID = "io.parley.task";

    static final int DEFAULT_SILENT = 30;
    static final int DEFAULT_ACTIVE = 5;
    static final int DEFAULT_CLEAN_UP = 24;
    static final int DEFAULT_MAX_TASKS = 100;
    static final int DEFAULT_ANALYTICS = 60;

    private static final int MOST_MINUTES = 100_000;
    private static final int MOST_HOURS = 100_000;
    private static final int MOST_TASKS = 1_000;
    private static final int MOST_SECONDS = 86_400;

    static final Settings DEFAULT = of(Map.of());

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Settings(
                Duration.ofMinutes(in.number("silent.minutes", DEFAULT_SILENT, 1, MOST_MINUTES)),
                Duration.ofMinutes(in.number("active.minutes", DEFAULT_ACTIVE, 1, MOST_MINUTES)),
                Duration.ofHours(in.number("cleanup.hours", DEFAULT_CLEAN_UP, 1, MOST_HOURS)),
                in.number("tasks.max", DEFAULT_MAX_TASKS, 1, MOST_TASKS),
                in.number("analytics.seconds", DEFAULT_ANALYTICS, 0, MOST_SECONDS));
    }
}
