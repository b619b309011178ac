package io.parley.spi.security;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Wants to know when what is allowed has changed. An OSGi service of Parley's; an {@link Authorizer} whose answers change, and an
 * {@link Authenticator} that would not let somebody in again, tell all that are there. Safe for all threads; does not block.
 */
@ProviderType
public interface AuthorizationListener {

    /**
     * Answers given from now on may differ from earlier ones. Open sessions ask anew for whatever they do next, and their
     * subscriptions that are no longer allowed end.
     */
    void authorizationChanged();

    /**
     * What these principals have shown to be let in counts no longer, for example since a user is gone or has another password. Connections of
     * theirs that this authenticator let in end within a second, also those that it is just letting in; their sessions wait for them. Tell it when
     * {@link Authenticator#authenticate} decides by what is new.
     *
     * @param authenticator the name by which listeners choose it
     */
    void revoked(String authenticator, Set<String> principals);
}
