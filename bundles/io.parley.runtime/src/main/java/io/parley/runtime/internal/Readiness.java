package io.parley.runtime.internal;

import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides from what the parts of the runtime say whether it has started: ready when every required subject is up, failed
 * when a part is down and stays so, or when time is over. Fed by one thread with the parts' reports.
 */
final class Readiness {

    /** A part may be down for an instant while another one that it needs is still starting. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    /** What is known so far. */
    sealed interface Verdict {}

    /** Not decided yet. */
    record Waiting() implements Verdict {}

    /**
     * Everything required is up.
     *
     * @param offers what each listener offers, in words
     */
    record Ready(List<String> offers) implements Verdict {}

    /** It will not come up. */
    record Failed(String message) implements Verdict {}

    private final Set<String> required;
    private final long deadline;
    private final Duration limit;
    private final Map<String, Long> downSince = new LinkedHashMap<>();

    /**
     * Starts waiting.
     *
     * @param required the subjects that have to be up
     * @param limit how long to wait for them
     * @param now nanoseconds of any clock that goes on
     */
    Readiness(Set<String> required, Duration limit, long now) {
        this.required = new LinkedHashSet<>(required);
        this.limit = limit;
        this.deadline = now + limit.toNanos();
    }

    /** What the reports mean at this time of the same clock. */
    Verdict judge(Map<String, Report> reports, long now) {
        downSince.keySet().removeIf(subject -> !is(Status.DOWN, reports.get(subject)));
        for (Map.Entry<String, Report> report : reports.entrySet()) {
            if (is(Status.DOWN, report.getValue())) {
                long since = downSince.computeIfAbsent(report.getKey(), any -> now);
                if (now - since >= PATIENCE.toNanos()) {
                    return new Failed(report.getValue().message());
                }
            }
        }
        Map<String, String> missing = missing(reports);
        if (missing.isEmpty() && downSince.isEmpty()) {
            return new Ready(offers(reports));
        }
        return now - deadline < 0 ? new Waiting() : new Failed(late(missing));
    }

    private Map<String, String> missing(Map<String, Report> reports) {
        Map<String, String> missing = new LinkedHashMap<>();
        for (String subject : required) {
            Report report = reports.get(subject);
            if (report == null) {
                missing.put(subject, "nothing provides it; is its bundle there and started?");
            } else if (is(Status.STARTING, report)) {
                missing.put(subject, "still starting: " + report.message());
            }
        }
        return missing;
    }

    private String late(Map<String, String> missing) {
        return "not ready after " + limit.toSeconds() + " s: "
                + missing.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", "));
    }

    private static List<String> offers(Map<String, Report> reports) {
        return new TreeMap<>(reports)
                .entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("listener:"))
                        .map(entry -> entry.getKey().substring("listener:".length()) + " listens on "
                                + entry.getValue().message())
                        .toList();
    }

    private static boolean is(Status status, Report report) {
        return report != null && report.status() == status;
    }
}
