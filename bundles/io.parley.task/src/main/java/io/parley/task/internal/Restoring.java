package io.parley.task.internal;

import io.parley.api.session.SessionService;
import io.parley.api.task.Task;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Keys;
import io.parley.spi.logging.Printable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up the tasks that are stored. One that cannot be read is left out; the others are there. */
final class Restoring {

    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

    /** So many are read at one time. */
    private static final int PORTION = 1_000;

    private record Row(String session, String key) {}

    private final SessionService sessions;
    private final SessionFigures figures;
    private final TaskIndex index;

    Restoring(SessionService sessions, SessionFigures figures, TaskIndex index) {
        this.sessions = sessions;
        this.figures = figures;
        this.index = index;
    }

    /** Completes when all are in the index; never fails. */
    CompletionStage<Void> begin() {
        return figures.keys(TaskRow.PREFIX)
                .thenCompose(
                        found -> load(found.stream().flatMap(Restoring::rows).toList(), 0))
                .exceptionally(failure -> {
                    LOG.error("Stored tasks cannot be taken up: {}", failure.getMessage());
                    return null;
                });
    }

    private static Stream<Row> rows(Keys keys) {
        return keys.keys().keySet().stream().map(key -> new Row(keys.session(), key));
    }

    private CompletionStage<Void> load(List<Row> rows, int from) {
        if (from >= rows.size()) {
            return CompletableFuture.completedStage(null);
        }
        int to = Math.min(rows.size(), from + PORTION);
        return CompletableFuture.allOf(
                        rows.subList(from, to).stream().map(this::load).toArray(CompletableFuture[]::new))
                .thenCompose(done -> load(rows, to));
    }

    private CompletableFuture<Void> load(Row row) {
        return sessions.state(row.session, row.key)
                .thenAccept(found -> found.ifPresent(value -> {
                    Task task = TaskRow.read(row.session, row.key, value.value());
                    index.put(row.session, new Held(task, value.version()));
                }))
                .exceptionally(failure -> {
                    LOG.warn(
                            "Task '{}' of session '{}' cannot be read: {}",
                            Printable.of(row.key),
                            Printable.of(row.session),
                            failure.getMessage());
                    return null;
                })
                .toCompletableFuture();
    }
}
