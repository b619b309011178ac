package io.parley.spi.interceptor;

import io.parley.api.message.Message;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees each message before it is accepted and may change, refuse, delay or split it. The one with the highest service ranking is
 * asked first, the next one about what that one made of the message. Nothing of the same sender overtakes a message that an interceptor
 * still holds; of code in this process, nothing to the same address.
 *
 * <p>Called on lane workers unless marked {@link io.parley.spi.plugin.Inline}, by many threads at once. One that waits for something
 * else returns a stage and blocks no thread. It has to decide within {@code interceptor.ms} (PID {@code io.parley.plugins}); where it does not,
 * {@code interceptor.overrun} says what becomes of the message, and what is decided later counts no more.
 */
@ConsumerType
public interface Interceptor {

    /**
     * Decides about a message.
     *
     * @return the verdict; a stage that fails, and an exception, refuse the message. When the interceptor goes away and the stage does not
     *     complete within the drain time, the next version of it is asked again
     */
    CompletionStage<Verdict> beforeAccept(Message message, Sender sender);
}
