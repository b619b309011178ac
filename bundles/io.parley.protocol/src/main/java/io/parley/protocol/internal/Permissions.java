package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.spi.security.Authorizer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every authorizer; one that fails says no. Safe for all threads. */
final class Permissions {

    private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);

    private final List<Authorizer> authorizers = new CopyOnWriteArrayList<>();

    void add(Authorizer authorizer) {
        authorizers.add(authorizer);
    }

    void remove(Authorizer authorizer) {
        authorizers.remove(authorizer);
    }

    /** @throws RefusedException NOT_ALLOWED */
    void check(String principal, String clientId, Authorizer.Action action, Address address) {
        for (Authorizer authorizer : authorizers) {
            if (!allowed(authorizer, principal, clientId, action, address)) {
                throw new RefusedException(
                        RefusedException.Reason.NOT_ALLOWED,
                        principal + " may not " + (action == Authorizer.Action.SEND ? "send to " : "receive from ")
                                + address);
            }
        }
    }

    private static boolean allowed(
            Authorizer authorizer, String principal, String clientId, Authorizer.Action action, Address address) {
        try {
            return authorizer.allowed(principal, clientId, action, address);
        } catch (RuntimeException e) {
            LOG.warn("An authorizer failed, so the answer is no", e);
            return false;
        }
    }
}
