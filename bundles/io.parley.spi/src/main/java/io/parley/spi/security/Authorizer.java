package io.parley.spi.security;

import io.parley.api.message.Address;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what a principal may do. Registered with {@link AuthorizerName}. Called on lane workers, or on any thread where it is
 * marked {@link io.parley.spi.plugin.Inline}; must not block.
 *
 * <p>A listener may name authorizers: then those must be there, and all of them must agree. While one is absent nothing new is
 * allowed. Of a listener that names none, all that are there must agree.
 *
 * <p>A client that may no longer have its session is sent away, as one that is revoked. What code in this process does is not asked about.
 *
 * <p>Answers are remembered, for each session, until an authorizer comes or goes or says by {@link AuthorizationListener} that its
 * answers have changed.
 */
@ConsumerType
public interface Authorizer {

    /** What each one decides. */
    Set<Action> SENDING = Set.of(Action.SEND, Action.RECEIVE);

    /** What somebody may want. */
    enum Action {
        SEND,
        RECEIVE,
        /** To have a new session; the address is that of the session. */
        OPEN,
        /** To go on with a session that is there; the address is that of the session. */
        RESUME,
        /** To change values of a state; the address is that of the session, or of the group, whose state it is. */
        CHANGE
    }

    /**
     * The actions that this one decides. Of others it is not asked, and as far as it is concerned they are allowed: so one that knows nothing of
     * sessions keeps nobody from having one. May answer differently later; it says so as of other answers.
     */
    default Set<Action> actions() {
        return SENDING;
    }

    /**
     * Whether the principal may do that. One that throws says no.
     *
     * @param address for {@link Action#RECEIVE} the name of a topic may be a pattern with {@code +} and {@code #} as in MQTT; it is
     *     allowed only if everything is that it could match
     */
    boolean allowed(String principal, String clientId, Action action, Address address);
}
