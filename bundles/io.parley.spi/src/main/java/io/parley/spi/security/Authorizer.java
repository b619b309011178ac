package io.parley.spi.security;

import io.parley.api.message.Address;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what a principal may do. Registered with {@link AuthorizerName}. Called on lane workers, or on any thread where it is
 * marked {@link io.parley.spi.plugin.Inline}; must not block.
 *
 * <p>A listener may name authorizers: then those must be there, and all of them must agree. While one is absent nothing new is
 * allowed. Of a listener that names none, all that are there must agree.
 *
 * <p>Answers are remembered, for each session, until an authorizer comes or goes or says by {@link AuthorizationListener} that its
 * answers have changed.
 */
@ConsumerType
public interface Authorizer {

    /** What somebody may want. */
    enum Action {
        SEND,
        RECEIVE
    }

    /**
     * Whether the principal may do that. One that throws says no.
     *
     * @param address for {@link Action#RECEIVE} the name of a topic may be a pattern with {@code +} and {@code #} as in MQTT; it is
     *     allowed only if everything is that it could match
     */
    boolean allowed(String principal, String clientId, Action action, Address address);
}
