package io.parley.protocol.internal;

import io.parley.api.message.MessageId;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in: who they are, and the session they get. */
final class GatewayImpl implements Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayImpl.class);

    private final Services services;
    private final Supplier<Limits> limits;

    GatewayImpl(Services services, Supplier<Limits> limits) {
        this.services = services;
        this.limits = limits;
    }

    @Override
    public CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream downstream) {
        return principal(request).thenCompose(principal -> open(request, principal, downstream));
    }

    private CompletionStage<String> principal(ConnectRequest request) {
        Optional<String> name = request.connection().setting("authenticator").filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(Session.ANONYMOUS);
        }
        return services.plugins()
                .authenticators()
                .callAsync(name.get(), authenticator -> authenticator.authenticate(request.credentials()))
                .handle((decision, failure) -> {
                    if (failure != null) {
                        throw undecided(name.get(), request.credentials(), RefusedException.of(failure));
                    }
                    return accepted(decision, request.credentials());
                });
    }

    /** Why it failed is for the log only. */
    private static RefusedException undecided(String authenticator, Credentials credentials, RefusedException cause) {
        LOG.warn("The authenticator '{}' did not decide about {}: {}", authenticator, credentials, cause.getMessage());
        Reason reason = cause.reason() == Reason.INVALID ? Reason.NOT_ALLOWED : cause.reason();
        return new RefusedException(reason, "Nobody could say who " + credentials + " is");
    }

    private static String accepted(Decision decision, Credentials credentials) {
        if (decision instanceof Decision.Accepted accepted) {
            return accepted.principal();
        }
        String reason = decision instanceof Decision.Refused refused ? refused.reason() : "no decision";
        throw new RefusedException(Reason.NOT_ALLOWED, credentials + ": " + reason);
    }

    private CompletionStage<GatewaySession> open(ConnectRequest request, String principal, Downstream downstream) {
        String wanted = request.credentials().clientId();
        String id = wanted.isEmpty() ? "auto-" + MessageId.next() : wanted;
        HeldSession held = new HeldSession(services, limits.get(), request, downstream);
        return services.sessions()
                .open(new OpenRequest(id, principal, request.clean(), request.expiry(), held))
                .thenApply(held::opened);
    }
}
