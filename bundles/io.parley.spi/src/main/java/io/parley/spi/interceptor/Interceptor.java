package io.parley.spi.interceptor;

import io.parley.api.message.Message;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees each message before it is accepted and may change or refuse it. The one with the highest service ranking is asked
 * first. Nothing of the same sender overtakes a message that an interceptor still holds.
 *
 * <p>Called on lane workers unless marked {@link io.parley.spi.plugin.Inline}.
 */
@ConsumerType
public interface Interceptor {

    /**
     * Decides about a message.
     *
     * @param principal who sends it
     * @return the decision; a stage that fails refuses the message
     */
    CompletionStage<Verdict> beforeAccept(Message message, String principal);

    /** A decision. */
    sealed interface Verdict {

        /** Go on with this message. */
        record Pass(Message message) implements Verdict {}

        /** Refuse it, with a reason for the sender. */
        record Reject(String reason) implements Verdict {}
    }
}
