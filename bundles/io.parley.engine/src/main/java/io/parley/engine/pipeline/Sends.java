package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.engine.Batch;
import java.util.concurrent.CompletionStage;

/** What is done with messages that are not to be sent on just now, or not again. Safe for all threads; must not block. */
public interface Sends {

    /** Whether the message is to wait until it may be delivered. */
    boolean delays(Message message);

    /**
     * Adds to the batch what makes the message wait, and then sends it on with {@link Pipeline#acceptDue}.
     *
     * @throws io.parley.api.message.RefusedException LIMIT, when too many wait
     */
    void delay(Message message, Origin origin, Batch batch);

    /** Whether the message's id was chosen by its sender, so that it is not to be sent twice. */
    boolean dedupes(Message message);

    /**
     * Makes the batch fail with a {@link io.parley.api.message.RefusedException}, CONFLICT, when a message of that id was sent to the
     * same address before, or is just being sent. Called when everything else was added.
     */
    void dedupe(Message message, Batch batch);

    /**
     * Whether a message of that id was sent to the same address. One that is just being sent is waited for.
     *
     * @return completes on any thread, which must not be held up
     */
    CompletionStage<Boolean> sent(Message message);
}
