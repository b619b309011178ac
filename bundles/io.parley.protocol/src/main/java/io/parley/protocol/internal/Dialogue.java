package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Authenticator.Exchange;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's authentication: authenticators are asked one after the other until one decides, and the client for as long as that
 * one wants to know more. One step at a time, on any thread.
 */
final class Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);

    /** No method takes so many steps; a client must not be asked for ever. */
    private static final int MOST_STEPS = 10;

    private final PluginRegistry<Authenticator> authenticators;
    private final List<String> names;
    private final Credentials credentials;
    private final Challenger challenger;
    private final long asOf;
    private volatile boolean clientsTurn;
    private boolean unknownMethod;
    private String undecided = "no authenticator decided";

    /** @param asOf as in {@link Admission} */
    Dialogue(
            PluginRegistry<Authenticator> authenticators,
            List<String> names,
            Credentials credentials,
            Challenger challenger,
            long asOf) {
        this.authenticators = authenticators;
        this.names = names;
        this.credentials = credentials;
        this.challenger = challenger;
        this.asOf = asOf;
    }

    /** What somebody decided; the instance is the only one that can go on with its exchange. */
    private record Answer(Authenticator by, Decision decision) {}

    CompletionStage<Admission> begin() {
        return ask(0);
    }

    /** What is said of it when it takes longer than it may. */
    RefusedException endless(Duration limit) {
        return clientsTurn
                ? new RefusedException(
                        Reason.NOT_ALLOWED,
                        credentials + ": did not finish its authentication within " + limit.toSeconds() + " s")
                : new RefusedException(
                        Reason.UNAVAILABLE,
                        "Nobody could say within " + limit.toSeconds() + " s who " + credentials + " is");
    }

    private CompletionStage<Admission> ask(int index) {
        if (index == names.size()) {
            return CompletableFuture.failedStage(
                    unknownMethod ? Authentication.unknownMethod(credentials) : refused(undecided));
        }
        String name = names.get(index);
        return authenticators
                .callAsync(
                        name,
                        authenticator -> authenticator
                                .authenticate(credentials)
                                .thenApply(decision -> new Answer(authenticator, decision)))
                .exceptionally(failure -> {
                    throw failed(name, RefusedException.of(failure));
                })
                .thenCompose(answer -> {
                    if (answer.decision() instanceof Decision.UnknownMethod) {
                        unknownMethod = true;
                        return ask(index + 1);
                    }
                    if (answer.decision() instanceof Decision.Abstained abstained) {
                        undecided = abstained.reason();
                        return ask(index + 1);
                    }
                    return decided(name, answer.by(), answer.decision(), MOST_STEPS);
                });
    }

    private CompletionStage<Admission> decided(String name, Authenticator by, Decision decision, int steps) {
        if (decision instanceof Decision.Accepted accepted) {
            return CompletableFuture.completedStage(new Admission(name, accepted, asOf));
        }
        if (decision instanceof Decision.Challenge challenge && steps > 0) {
            clientsTurn = true;
            return challenger.challenge(challenge.data()).thenCompose(answer -> {
                clientsTurn = false;
                return goOn(name, by, challenge.next(), answer, steps - 1);
            });
        }
        return CompletableFuture.failedStage(refusal(decision));
    }

    private CompletionStage<Admission> goOn(
            String name, Authenticator by, Exchange exchange, Payload answer, int steps) {
        return authenticators
                .callSame(name, by, same -> exchange.answer(answer), () -> null)
                .exceptionally(failure -> {
                    throw failed(name, RefusedException.of(failure));
                })
                .thenCompose(decision -> decision == null ? gone(name) : decided(name, by, decision, steps));
    }

    private CompletionStage<Admission> gone(String name) {
        return CompletableFuture.failedStage(new RefusedException(
                Reason.UNAVAILABLE,
                "The authenticator '" + name + "' changed, or did not decide, while " + credentials
                        + " was authenticating; begin anew"));
    }

    private RefusedException refusal(Decision decision) {
        if (decision instanceof Decision.Busy busy) {
            return new RefusedException(Reason.LIMIT, credentials + ": " + busy.reason());
        }
        if (decision instanceof Decision.UnknownMethod) {
            return Authentication.unknownMethod(credentials);
        }
        if (decision instanceof Decision.Challenge) {
            return refused("not authenticated after " + MOST_STEPS + " steps");
        }
        if (decision instanceof Decision.Abstained abstained) {
            return refused(abstained.reason());
        }
        return refused(decision instanceof Decision.Refused refused ? refused.reason() : "no decision");
    }

    private RefusedException refused(String reason) {
        return new RefusedException(Reason.NOT_ALLOWED, credentials + ": " + reason);
    }

    /** Why it failed is for the log only. */
    private RefusedException failed(String authenticator, RefusedException cause) {
        LOG.warn("The authenticator '{}' did not decide about {}: {}", authenticator, credentials, cause.getMessage());
        Reason reason = cause.reason() == Reason.INVALID ? Reason.NOT_ALLOWED : cause.reason();
        return new RefusedException(reason, "Nobody could say who " + credentials + " is");
    }
}
