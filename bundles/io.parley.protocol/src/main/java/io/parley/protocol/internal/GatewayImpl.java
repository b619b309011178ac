package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.MessageId;
import io.parley.api.message.RefusedException;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.Authorizer.Action;
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
        return services.authentication()
                .of(request.connection(), request.credentials(), request.challenger())
                .thenCompose(admission -> open(request, admission, downstream));
    }

    private CompletionStage<GatewaySession> open(ConnectRequest request, Admission admission, Downstream downstream) {
        String wanted = request.credentials().clientId();
        String id = wanted.isEmpty() ? "auto-" + MessageId.next() : wanted;
        String principal = admission.accepted().principal();
        ResumeToken.check(request, services.sessions(), id, principal);
        SessionPermissions permissions = services.permissions().of(request.connection(), admission, id);
        HeldSession held =
                new HeldSession(services, limits.get(), request, admission.accepted(), permissions, downstream);
        boolean there = !request.clean() && services.sessions().find(id).isPresent();
        Supplier<CompletionStage<GatewaySession>> open = () -> services.sessions()
                .open(new OpenRequest(id, principal, request.clean(), request.expiry(), held))
                .thenCompose(opened -> ResumeToken.meets(request, opened)
                        ? opened(held, permissions, opened, there)
                        : undone(opened, ResumeToken.gone(id)));
        Supplier<CompletionStage<GatewaySession>> allowed = () -> permissions.whenAllowed(
                wanted(there), Address.session(id), () -> whenWillIsAllowed(request, permissions, open));
        long position = ResumeToken.position(request);
        return position == 0
                ? allowed.get()
                : services.inboxes().position(id).thenCompose(next -> {
                    ResumeToken.requireWithin(id, position, next);
                    return allowed.get();
                });
    }

    private static Action wanted(boolean resumes) {
        return resumes ? Action.RESUME : Action.OPEN;
    }

    /** @param there whether there seemed to be a session; it may have come or gone until this one was opened */
    private CompletionStage<GatewaySession> opened(
            HeldSession held, SessionPermissions permissions, Opened opened, boolean there) {
        Action action = wanted(opened.resumed());
        if (opened.resumed() == there) {
            return held.opened(opened, action);
        }
        return permissions
                .whenAllowed(
                        action, Address.session(opened.session().id()), () -> CompletableFuture.completedStage(true))
                .handle((allowed, failure) ->
                        failure == null ? held.opened(opened, action) : undone(opened, RefusedException.of(failure)))
                .thenCompose(next -> next);
    }

    private static CompletionStage<GatewaySession> whenWillIsAllowed(
            ConnectRequest request, SessionPermissions permissions, Supplier<CompletionStage<GatewaySession>> open) {
        // A will that nobody would publish is better refused now than missed later.
        Optional<Address> state = request.will()
                .map(will -> will.publication().message().address())
                .filter(StateTopic::isOne);
        if (state.isPresent()) {
            return CompletableFuture.failedStage(
                    new RefusedException(RefusedException.Reason.INVALID, "A will does not change " + state.get()));
        }
        return request.will()
                .map(will -> permissions.whenAllowed(
                        Action.SEND, will.publication().message().address(), open))
                .orElseGet(open);
    }

    /** Another session than what was meant, or allowed: nobody wants one that was made, and one that was there goes on waiting. */
    private CompletionStage<GatewaySession> undone(Opened opened, RefusedException why) {
        String id = opened.session().id();
        CompletionStage<Void> undone = opened.resumed()
                ? services.detachments().detach(id, opened.hold())
                : services.sessions().close(id);
        return undone.handle((done, failure) -> {
            throw why;
        });
    }
}
