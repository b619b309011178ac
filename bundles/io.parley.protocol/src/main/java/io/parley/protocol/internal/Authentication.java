package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.Connection;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Authenticator.Exchange;
import io.parley.spi.security.Credentials;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the listener's authenticator who a client is, in as many steps as it takes. Safe for all threads. */
final class Authentication {

    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

    /** No method takes so many steps; a client must not be asked for ever. */
    private static final int MOST_STEPS = 10;

    private final Plugins plugins;

    Authentication(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * Who the client is, and what it is to be told at the end.
     *
     * @return fails with a {@link RefusedException}: NOT_ALLOWED, INVALID for a method that is not known, UNAVAILABLE
     */
    CompletionStage<Decision.Accepted> of(Connection connection, Credentials credentials, Challenger challenger) {
        Optional<String> name = connection.setting("authenticator").filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            return credentials.method().isEmpty()
                    ? CompletableFuture.completedStage(new Decision.Accepted(Session.ANONYMOUS))
                    : CompletableFuture.failedStage(unknownMethod(credentials));
        }
        return plugins.authenticators()
                .callAsync(name.get(), authenticator -> authenticator.authenticate(credentials))
                .exceptionally(failure -> {
                    throw undecided(name.get(), credentials, RefusedException.of(failure));
                })
                .thenCompose(decision -> decided(name.get(), decision, credentials, challenger, MOST_STEPS));
    }

    private CompletionStage<Decision.Accepted> decided(
            String name, Decision decision, Credentials credentials, Challenger challenger, int steps) {
        if (decision instanceof Decision.Accepted accepted) {
            return CompletableFuture.completedStage(accepted);
        }
        if (decision instanceof Decision.Challenge challenge && steps > 0) {
            return challenger
                    .challenge(challenge.data())
                    .thenCompose(answer -> next(challenge.next(), answer)
                            .exceptionally(failure -> {
                                throw undecided(name, credentials, RefusedException.of(failure));
                            })
                            .thenCompose(then -> decided(name, then, credentials, challenger, steps - 1)));
        }
        return CompletableFuture.failedStage(
                decision instanceof Decision.UnknownMethod
                        ? unknownMethod(credentials)
                        : refused(decision, credentials));
    }

    private static CompletionStage<Decision> next(Exchange exchange, Payload answer) {
        try {
            return exchange.answer(answer);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Why it failed is for the log only. */
    private static RefusedException undecided(String authenticator, Credentials credentials, RefusedException cause) {
        LOG.warn("The authenticator '{}' did not decide about {}: {}", authenticator, credentials, cause.getMessage());
        Reason reason = cause.reason() == Reason.INVALID ? Reason.NOT_ALLOWED : cause.reason();
        return new RefusedException(reason, "Nobody could say who " + credentials + " is");
    }

    private static RefusedException unknownMethod(Credentials credentials) {
        return new RefusedException(
                Reason.INVALID,
                "The authentication method '" + credentials.method().orElse("") + "' is not known here");
    }

    private static RefusedException refused(Decision decision, Credentials credentials) {
        String reason = decision instanceof Decision.Refused refused ? refused.reason() : "no decision";
        return new RefusedException(Reason.NOT_ALLOWED, credentials + ": " + reason);
    }
}
