package io.parley.spi.security;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Wants to know when what is allowed has changed. An OSGi service of Parley's; an {@link Authorizer} whose answers change tells all
 * that are there. Safe for all threads; does not block.
 */
@ProviderType
public interface AuthorizationListener {

    /**
     * Answers given from now on may differ from earlier ones. Open sessions ask anew for whatever they do next, and their
     * subscriptions that are no longer allowed end.
     */
    void authorizationChanged();
}
