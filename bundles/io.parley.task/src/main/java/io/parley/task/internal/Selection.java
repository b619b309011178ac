package io.parley.task.internal;

import io.parley.api.task.Activity;
import io.parley.api.task.SessionPage.Summary;
import io.parley.engine.contract.SessionFigures.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Counts sessions as they pass, and keeps those of one page. For one thread. */
final class Selection {

    private static final Comparator<Figures> OLDEST_FIRST = Comparator.comparing(
                    (Figures one) -> one.session().created())
            .thenComparing(one -> one.session().id());

    private final Overviews overviews;
    private final long most;
    private final PriorityQueue<Figures> first = new PriorityQueue<>(OLDEST_FIRST.reversed());
    private final Map<Activity, Long> byStatus = new EnumMap<>(Activity.class);
    private final Instant now;
    private long total;
    private long withTasks;
    private double ages;

    /** @param most how many sessions there are at the end of the page and before it */
    Selection(Overviews overviews, long most, Stream<Figures> sessions) {
        this.overviews = overviews;
        this.most = most;
        this.now = overviews.now();
        for (Activity one : Activity.values()) {
            byStatus.put(one, 0L);
        }
        try (sessions) {
            sessions.forEach(this::add);
        }
    }

    private void add(Figures session) {
        total++;
        byStatus.merge(overviews.activity(session), 1L, Long::sum);
        withTasks += overviews.tasks(session).isEmpty() ? 0 : 1;
        ages += Duration.between(session.session().created(), now).toMillis();
        if (most > 0) {
            first.add(session);
            if (first.size() > most) {
                first.remove();
            }
        }
    }

    /** Those of the page, the oldest first. */
    List<Figures> page(int offset) {
        return first.stream().sorted(OLDEST_FIRST).skip(offset).toList();
    }

    long total() {
        return total;
    }

    Map<Activity, Long> byStatus() {
        return byStatus;
    }

    Duration averageAge() {
        return total == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, Math.round(ages / total)));
    }

    Summary summary() {
        return new Summary(
                byStatus.get(Activity.ACTIVE),
                byStatus.get(Activity.WAITING_FOR_INPUT),
                byStatus.get(Activity.IDLE),
                withTasks);
    }
}
