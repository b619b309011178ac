package io.parley.spi.tracing;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import java.util.concurrent.CompletionStage;

/** {@link Span#NONE}. */
final class NoSpan implements Span {

    @Override
    public Message carriedBy(Message message) {
        return message;
    }

    @Override
    public Span begin(Operation operation, String name) {
        return this;
    }

    @Override
    public void note(Detail detail, Object value) {}

    @Override
    public void end() {}

    @Override
    public void fail(RefusedException why) {}

    @Override
    public <T> CompletionStage<T> over(CompletionStage<T> stage) {
        return stage;
    }
}
