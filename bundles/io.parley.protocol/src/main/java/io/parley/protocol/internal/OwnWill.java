package io.parley.protocol.internal;

import io.parley.api.session.Opened;
import io.parley.spi.protocol.Will;
import io.parley.spi.security.Authorizer.Action;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What one client leaves to be published, if anything. */
record OwnWill(Services services, SessionPermissions permissions, Optional<Will> will) {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /** @return completes once it is kept; where it cannot be, the client's hold ends */
    CompletionStage<Void> keep(Opened opened) {
        if (will.isEmpty()) {
            return DONE;
        }
        String id = opened.session().id();
        return services.holds()
                .keepWill(id, opened.hold(), opened.session().principal(), will.get())
                .whenComplete((kept, failure) -> {
                    if (failure != null) {
                        permissions.close();
                        services.detachments().detach(id, opened.hold());
                    }
                });
    }

    /** One that may no longer be published is dropped. */
    void check(Opened opened) {
        will.ifPresent(left -> permissions
                .allowed(Action.SEND, left.publication().message().address())
                .thenAccept(allowed -> {
                    if (!allowed) {
                        drop(opened);
                    }
                }));
    }

    /** It will not be published. */
    CompletionStage<Void> drop(Opened opened) {
        return will.isEmpty()
                ? DONE
                : services.holds().dropWill(opened.session().id(), opened.hold());
    }
}
