package io.parley.spi.security;

import io.parley.api.message.Address;
import org.osgi.annotation.versioning.ConsumerType;

/** Says what a principal may do. All of those registered must agree. Called on any thread; must not block. */
@ConsumerType
public interface Authorizer {

    /** What somebody may want. */
    enum Action {
        SEND,
        RECEIVE
    }

    /**
     * Whether the principal may do that.
     *
     * @param address for {@link Action#RECEIVE} its name may be a topic pattern
     */
    boolean allowed(String principal, String clientId, Action action, Address address);
}
