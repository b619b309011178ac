package io.parley.spi.security;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Finds out who a client is. Registered with {@link AuthenticatorName}. Called on lane workers. */
@ConsumerType
public interface Authenticator {

    /** Decides; a stage that fails refuses the client, and the cause goes to the log only. */
    CompletionStage<Decision> authenticate(Credentials credentials);

    /** A decision. */
    sealed interface Decision {

        /** The client is that principal. */
        record Accepted(String principal) implements Decision {}

        /** The client is refused, with a reason for the log. */
        record Refused(String reason) implements Decision {}
    }
}
