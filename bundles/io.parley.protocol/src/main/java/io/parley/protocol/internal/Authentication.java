package io.parley.protocol.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.Connection;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Finds out who a client is, by the authenticators that its listener names. Safe for all threads. */
final class Authentication {

    private final Plugins plugins;
    private final Timers timers;
    private final Executor workers;
    private final Supplier<Duration> longest;
    private final Revocations revocations;

    /** @param longest how long the whole of one authentication may take */
    Authentication(
            Plugins plugins, Timers timers, Executor workers, Supplier<Duration> longest, Revocations revocations) {
        this.revocations = revocations;
        this.plugins = plugins;
        this.timers = timers;
        this.workers = workers;
        this.longest = longest;
    }

    /**
     * Who the client is, and what it is to be told at the end.
     *
     * @return fails with a {@link RefusedException}: NOT_ALLOWED, INVALID for a method that is not known, LIMIT when there is too
     *     much to do, UNAVAILABLE
     */
    CompletionStage<Admission> of(Connection connection, Credentials credentials, Challenger challenger) {
        long now = revocations.now();
        List<String> names = Names.of(connection, "authenticator");
        if (names.isEmpty()) {
            return credentials.method().isEmpty()
                    ? CompletableFuture.completedStage(new Admission("", new Decision.Accepted(Session.ANONYMOUS), now))
                    : CompletableFuture.failedStage(unknownMethod(credentials));
        }
        Duration limit = longest.get();
        Dialogue dialogue = new Dialogue(plugins.authenticators(), names, credentials, challenger, now);
        CompletableFuture<Admission> outcome = new CompletableFuture<>();
        Timers.Timer timer = timers.after(limit, workers, () -> outcome.completeExceptionally(dialogue.endless(limit)));
        dialogue.begin().whenComplete((admission, failure) -> {
            timer.cancel();
            if (failure == null) {
                outcome.complete(admission);
            } else {
                outcome.completeExceptionally(RefusedException.of(failure));
            }
        });
        return outcome;
    }

    static RefusedException unknownMethod(Credentials credentials) {
        return new RefusedException(
                Reason.INVALID,
                "The authentication method '" + credentials.method().orElse("") + "' is not known here");
    }
}
