package io.parley.runtime.internal;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * PID {@code io.parley.runtime}: what has to work before the runtime calls itself ready. Read once, at the start.
 *
 * @param required health subjects, beside the configured listeners
 * @param limit how long to wait for them, from 1 s to 1 h
 */
record StartupOptions(Set<String> required, Duration limit) {

    static final String PID = "io.parley.runtime";

    private static final String LISTENER = "io.parley.listener~";

    /**
     * From configuration.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static StartupOptions of(Map<String, String> values, SortedSet<String> pids) {
        Set<String> required = new LinkedHashSet<>();
        for (String subject :
                values.getOrDefault("required", "journal,view,engine").split(",")) {
            if (!subject.isBlank()) {
                required.add(subject.strip());
            }
        }
        for (String pid : pids.tailSet(LISTENER)) {
            if (pid.startsWith(LISTENER)) {
                required.add("listener:" + pid.substring(LISTENER.length()));
            }
        }
        return new StartupOptions(required, limit(values.getOrDefault("ready.seconds", "60")));
    }

    private static Duration limit(String seconds) {
        if (!seconds.matches("[1-9]\\d{0,3}") || Integer.parseInt(seconds) > 3600) {
            throw new IllegalArgumentException(
                    PID + ":ready.seconds is \"" + seconds + "\"; allowed are whole numbers from 1 to 3600");
        }
        return Duration.ofSeconds(Integer.parseInt(seconds));
    }
}
