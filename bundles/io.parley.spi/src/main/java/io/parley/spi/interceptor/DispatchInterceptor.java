package io.parley.spi.interceptor;

import io.parley.api.message.Message;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees each message before it is sent to a client, from its inbox, a queue or a topic's history, and may change, withhold or delay it. The one
 * with the highest service ranking is asked first, the next one about what that one made of the message. Nothing overtakes on its way to the
 * same client; other clients are not held up. What is stored stays as it is, and another attempt to deliver the message is asked about anew. Code in this
 * process gets messages as they are.
 *
 * <p>Called on workers unless marked {@link io.parley.spi.plugin.Inline}, by many threads at once, and limited as an {@link Interceptor} is.
 */
@ConsumerType
public interface DispatchInterceptor {

    /**
     * Decides about a delivery.
     *
     * @return {@link Verdict.Pass} and {@link Verdict.Delay} as their names say. {@link Verdict.Reject}: the client does not get the message, and it
     *     is done with, as if the client had acknowledged it. {@link Verdict.Split} is no verdict here, since a delivery hands over one message. A
     *     stage that fails, an exception, and no verdict withhold the message: one that is guaranteed stays unacknowledged, for the client's next
     *     connection or a queue's next consumer
     */
    CompletionStage<Verdict> beforeDispatch(Message message, Receiver receiver);
}
