package io.parley.task.internal;

import io.parley.api.session.Session;
import io.parley.api.task.Task;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Figures;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends sessions in which nothing has happened for long. */
final class CleanUp {

    /** So many are ended at one time. */
    private static final int PORTION = 1_000;

    private final SessionFigures figures;
    private final Overviews overviews;

    CleanUp(SessionFigures figures, Overviews overviews) {
        this.figures = figures;
        this.overviews = overviews;
    }

    /** @return how many were ended; one that could not be stays, with a log line */
    CompletionStage<Integer> run(Instant since) {
        List<String> found = new ArrayList<>();
        // In a session that is younger something has happened since then: it was made.
        for (long from = 0; ; from += PORTION) {
            List<Figures> oldest = figures.oldest(from, PORTION);
            oldest.stream()
                    .filter(session -> isOver(session, since))
                    .map(session -> session.session().id())
                    .forEach(found::add);
            boolean last = oldest.size() < PORTION
                    || !oldest.get(PORTION - 1).session().created().isBefore(since);
            if (last) {
                return end(found, 0, since, 0);
            }
        }
    }

    private boolean isOver(Figures session, Instant since) {
        return session.session().state() == Session.State.DETACHED
                && session.lastActivity().isBefore(since)
                && overviews.tasks(session).stream()
                        .allMatch(task -> task.state() != Task.State.RUNNING
                                && task.lastActivity().isBefore(since));
    }

    private CompletionStage<Integer> end(List<String> sessions, int from, Instant since, int ended) {
        if (from >= sessions.size()) {
            return CompletableFuture.completedStage(ended);
        }
        int to = Math.min(sessions.size(), from + PORTION);
        List<CompletableFuture<Boolean>> portion = sessions.subList(from, to).stream()
                .map(session -> end(session, since))
                .toList();
        return CompletableFuture.allOf(portion.toArray(CompletableFuture[]::new))
                .thenCompose(done -> end(
                        sessions,
                        to,
                        since,
                        ended
                                + (int) portion.stream()
                                        .filter(CompletableFuture::join)
                                        .count()));
    }

    /** It looks once more, in the session's turn: somebody may have come meanwhile. */
    private CompletableFuture<Boolean> end(String session, Instant since) {
        return figures.endIdle(session, since)
                .exceptionally(failure -> {
                    Loggers.session(session)
                            .warn("Session '{}' cannot be cleaned up: {}", Printable.of(session), failure.getMessage());
                    return false;
                })
                .toCompletableFuture();
    }
}
