package io.parley.task.internal;

import io.parley.api.task.Task;
import io.parley.engine.contract.SessionFigures;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The tasks of sessions that have some. Never those of a session that has ended. Safe for all threads. */
final class TaskIndex {

    private static final Comparator<Task> ORDER =
            Comparator.comparing(Task::started).thenComparing(Task::id);

    /**
     * Of one session.
     *
     * @param created when that session was made
     */
    private record Kept(Instant created, Map<String, Held> tasks) {}

    private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
    private final SessionFigures figures;

    TaskIndex(SessionFigures figures) {
        this.figures = figures;
    }

    /** In the order in which they were begun. */
    List<Task> tasks(String session) {
        Kept kept = sessions.get(session);
        return kept == null
                ? List.of()
                : kept.tasks.values().stream().map(Held::task).sorted(ORDER).toList();
    }

    /** Null when there is none. */
    Held get(String session, String id) {
        Kept kept = sessions.get(session);
        return kept == null ? null : kept.tasks.get(id);
    }

    void put(String session, Held held) {
        change(session, tasks -> {
            tasks.put(held.task().id(), held);
            return tasks;
        });
    }

    void remove(String session, String id) {
        change(session, tasks -> {
            tasks.remove(id);
            return tasks;
        });
    }

    /** Whether the session is there is looked up in here: whoever says that it ended comes before that, and is seen, or afterwards. */
    private void change(String session, UnaryOperator<Map<String, Held>> change) {
        sessions.compute(session, (same, kept) -> {
            Instant created =
                    figures.find(session).map(one -> one.session().created()).orElse(null);
            if (created == null) {
                return null;
            }
            boolean sameSession = kept != null && kept.created.equals(created);
            Map<String, Held> after = change.apply(new HashMap<>(sameSession ? kept.tasks : Map.of()));
            return after.isEmpty() ? null : new Kept(created, after);
        });
    }

    void ended(String session) {
        sessions.remove(session);
    }

    /** The ids of those that have tasks, as they are while it is read. */
    Set<String> sessions() {
        return Collections.unmodifiableSet(sessions.keySet());
    }

    /** How many sessions have tasks. */
    int size() {
        return sessions.size();
    }

    void each(Consumer<Held> visitor) {
        sessions.values().forEach(kept -> kept.tasks.values().forEach(visitor));
    }
}
