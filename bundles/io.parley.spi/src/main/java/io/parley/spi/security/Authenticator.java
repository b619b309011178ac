package io.parley.spi.security;

import io.parley.api.message.Payload;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds out who a client is. Registered with {@link AuthenticatorName}. Called on lane workers; must not block: what takes long,
 * as hashing a password does, goes to a bounded pool of its own.
 *
 * <p>A listener may name several. They are asked in that order until one accepts, refuses or challenges: its decision is final.
 * One that abstains, or does not know the method, leaves the client to the next one. A client about whom nobody decides is
 * refused.
 */
@ConsumerType
public interface Authenticator {

    /**
     * Decides, or asks for more. A stage that fails refuses the client, and the cause goes to the log only.
     *
     * @return where the credentials name a {@link Credentials#method} that this authenticator does not know:
     *     {@link Decision.UnknownMethod}; where they hold nothing that it could check: {@link Decision.Abstained}
     */
    CompletionStage<Decision> authenticate(Credentials credentials);

    /** What comes next in an authentication of several steps. One for each client that is under way. */
    @FunctionalInterface
    interface Exchange {

        /**
         * The client answered the challenge; as {@link Authenticator#authenticate}, but nobody else is asked any more: to abstain
         * is to refuse.
         */
        CompletionStage<Decision> answer(Payload data);
    }

    /** A decision. */
    sealed interface Decision {

        /**
         * The client is that principal.
         *
         * @param data for the client, at the end of several steps
         */
        record Accepted(String principal, Optional<Payload> data) implements Decision {
            public Accepted {
                Objects.requireNonNull(principal, "principal");
                Objects.requireNonNull(data, "data");
            }

            /** With nothing to say to the client. */
            public Accepted(String principal) {
                this(principal, Optional.empty());
            }
        }

        /** The client is refused, with a reason for the log. */
        record Refused(String reason) implements Decision {}

        /**
         * Too much is to be done just now: the client is refused as by a limit and may try again later. Says nothing about the
         * client.
         *
         * @param reason for the log
         */
        record Busy(String reason) implements Decision {}

        /**
         * The client presented nothing of the kind that this authenticator checks, for example no certificate.
         *
         * @param reason for the log, should nobody else know the client
         */
        record Abstained(String reason) implements Decision {}

        /**
         * More is needed from the client. The exchange is of this authenticator instance: if that goes away meanwhile, the
         * client has to begin anew.
         */
        record Challenge(Payload data, Exchange next) implements Decision {
            public Challenge {
                Objects.requireNonNull(data, "data");
                Objects.requireNonNull(next, "next");
            }
        }

        /** This authenticator does not know that method. */
        record UnknownMethod() implements Decision {}
    }
}
