package io.parley.task.internal;

import io.parley.api.task.Activity;
import io.parley.api.task.SessionPage.Summary;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Figures;
import io.parley.engine.contract.SessionFigures.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All sessions, counted: by the number of their messages, as it is kept, and those that have tasks one by one, as their status depends on those. So it takes
 * time in proportion to the sessions with tasks.
 */
final class Survey {

    private final Map<Activity, Long> byStatus = new EnumMap<>(Activity.class);
    private final Totals totals;
    private final Instant now;
    private long withTasks;

    Survey(SessionFigures figures, Overviews overviews) {
        totals = figures.totals();
        now = overviews.now();
        byStatus.put(Activity.ACTIVE, totals.between(0, ActivityRule.FEW_MESSAGES));
        byStatus.put(Activity.WAITING_FOR_INPUT, totals.between(ActivityRule.FEW_MESSAGES, ActivityRule.MANY_MESSAGES));
        byStatus.put(Activity.IDLE, totals.between(ActivityRule.MANY_MESSAGES, Integer.MAX_VALUE));
        overviews.sessionsWithTasks().forEach(session -> {
            Optional<Figures> found = figures.find(session);
            found.ifPresent(one -> recount(one, overviews));
        });
    }

    /** One with tasks was counted by its messages. */
    private void recount(Figures session, Overviews overviews) {
        withTasks++;
        byStatus.merge(ActivityRule.byMessages(session.messages()), -1L, Long::sum);
        byStatus.merge(overviews.activity(session), 1L, Long::sum);
    }

    long total() {
        return totals.count();
    }

    Map<Activity, Long> byStatus() {
        return byStatus;
    }

    Duration averageAge() {
        return total() == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, now.toEpochMilli() - totals.created()));
    }

    Summary summary() {
        return new Summary(
                byStatus.get(Activity.ACTIVE),
                byStatus.get(Activity.WAITING_FOR_INPUT),
                byStatus.get(Activity.IDLE),
                withTasks);
    }
}
