package io.parley.spi.tracing;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An operation that is traced. Safe for all threads; nothing blocks or throws. What comes after its end is without effect, and one that
 * is never ended is forgotten with the last reference to it.
 */
@ConsumerType
public interface Span {

    /** Of what is not traced: does nothing, and needs no memory. */
    Span NONE = new NoSpan();

    /** The message, but naming this operation in its headers as that which it comes from. */
    Message carriedBy(Message message);

    /**
     * A part of this operation begins.
     *
     * @param name of the plug-in that does it; empty where there is none
     */
    Span begin(Operation operation, String name);

    /** @param value what {@link Detail} says about it */
    void note(Detail detail, Object value);

    /** It has ended well. */
    void end();

    /** It has ended in a refusal. */
    void fail(RefusedException why);

    /**
     * Ends with the stage, well or not.
     *
     * @return a stage for whoever goes on after the end
     */
    default <T> CompletionStage<T> over(CompletionStage<T> stage) {
        return stage.whenComplete((result, failure) -> {
            if (failure == null) {
                end();
            } else {
                fail(RefusedException.of(failure));
            }
        });
    }
}
