package io.parley.protocol.internal;

import io.parley.api.message.MessageId;
import io.parley.api.message.RefusedException;
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

/** Lets clients in: who they are, and the session they get. */
final class GatewayImpl implements Gateway {

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
                .call(name.get(), authenticator -> authenticator.authenticate(request.credentials()))
                .thenCompose(stage -> stage)
                .thenApply(decision -> accepted(decision, request.credentials()));
    }

    private static String accepted(Decision decision, Credentials credentials) {
        if (decision instanceof Decision.Accepted accepted) {
            return accepted.principal();
        }
        throw new RefusedException(
                RefusedException.Reason.NOT_ALLOWED, credentials + ": " + ((Decision.Refused) decision).reason());
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
