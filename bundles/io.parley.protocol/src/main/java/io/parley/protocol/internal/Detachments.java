package io.parley.protocol.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.SessionService;
import io.parley.engine.timer.Timers;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Ends holds for connections that are gone. One that is refused, because the store cannot commit just now, is tried again
 * until it succeeds or the session has another holder: otherwise the session would look held, and never expire. One timer
 * a session at the most. Safe for all threads.
 */
final class Detachments implements AutoCloseable {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final SessionService sessions;
    private final Timers timers;
    private final Executor workers;
    private final Set<Detachment> retrying = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Detachments(SessionService sessions, Timers timers, Executor workers) {
        this.sessions = sessions;
        this.timers = timers;
        this.workers = workers;
    }

    /** @return completes when the session is detached, closed or another's */
    CompletionStage<Void> detach(String session, long hold) {
        return detach(session, hold, () -> CompletableFuture.completedStage(null));
    }

    /** @param first what has to be done before, and is tried as often */
    CompletionStage<Void> detach(String session, long hold, Supplier<CompletionStage<Void>> first) {
        Detachment detachment = new Detachment(session, hold, first);
        detachment.attempt(FIRST);
        return detachment.done;
    }

    /** No more attempts: when the session service starts anew nobody holds a session. */
    @Override
    public void close() {
        closed = true;
        retrying.forEach(Detachment::giveUp);
    }

    /** One that is tried until it succeeds. */
    private final class Detachment {

        private final String session;
        private final long hold;
        private final Supplier<CompletionStage<Void>> first;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile Timers.Timer timer = () -> {};

        Detachment(String session, long hold, Supplier<CompletionStage<Void>> first) {
            this.session = session;
            this.hold = hold;
            this.first = first;
        }

        void attempt(Duration wait) {
            first.get().thenCompose(done -> sessions.detach(session, hold)).whenComplete((nothing, failure) -> {
                if (failure == null) {
                    retrying.remove(this);
                    done.complete(null);
                } else {
                    again(wait, RefusedException.of(failure));
                }
            });
        }

        private void again(Duration wait, RefusedException refused) {
            if (retrying.add(this)) {
                Loggers.session(session)
                        .warn("Session '{}' cannot be detached yet: {}", Printable.of(session), refused.getMessage());
            }
            Duration twice = wait.multipliedBy(2);
            timer = timers.after(wait, workers, () -> attempt(twice.compareTo(LONGEST) < 0 ? twice : LONGEST));
            if (closed) {
                giveUp();
            }
        }

        void giveUp() {
            timer.cancel();
            retrying.remove(this);
            done.completeExceptionally(
                    new RefusedException(RefusedException.Reason.UNAVAILABLE, "The gateway has stopped"));
        }
    }
}
