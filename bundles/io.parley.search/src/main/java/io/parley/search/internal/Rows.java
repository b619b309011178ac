package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateValue;
import io.parley.api.task.Details;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.DetailsValue;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sessions as they are to be indexed now. */
final class Rows {

    private final SessionService sessions;
    private final SessionFigures figures;

    Rows(SessionService sessions, SessionFigures figures) {
        this.sessions = sessions;
        this.figures = figures;
    }

    /** Empty when there is no such session. Fails when the store cannot be read. */
    CompletionStage<Optional<Row>> of(String session) {
        Optional<SessionFigures.Figures> found = figures.find(session);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return sessions.state(session, DetailsValue.KEY)
                .thenApply(value -> Optional.of(row(found.get().session(), value)))
                .exceptionally(failure -> {
                    RefusedException refused = RefusedException.of(failure);
                    if (refused.reason() == Reason.NOT_FOUND) {
                        return Optional.empty();
                    }
                    throw refused;
                });
    }

    /** One with details that cannot be read is found by its id. */
    private static Row row(Session session, Optional<StateValue> value) {
        Details details = Details.NONE;
        try {
            details = value.map(one -> DetailsValue.read(one.value())).orElse(Details.NONE);
        } catch (IllegalArgumentException e) {
            Loggers.session(session.id())
                    .warn(
                            "The details of session '{}' cannot be indexed: {}",
                            Printable.of(session.id()),
                            e.getMessage());
        }
        return new Row(
                session.id(), session.created(), value.map(StateValue::version).orElse(0L), details);
    }
}
