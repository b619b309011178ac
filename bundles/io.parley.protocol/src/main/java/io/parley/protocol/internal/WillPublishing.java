package io.parley.protocol.internal;

import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.engine.Batch;
import io.parley.engine.contract.Holds;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Publication;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Publishes wills as if their clients did it now; that they may was asked when they connected. Safe for all threads. */
final class WillPublishing implements Holds.WillPublisher {

    private final Pipeline pipeline;
    private final Timers timers;

    WillPublishing(Pipeline pipeline, Timers timers) {
        this.pipeline = pipeline;
        this.timers = timers;
    }

    @Override
    public CompletionStage<?> publish(
            String session, String principal, Publication publication, Consumer<Batch> forget) {
        Message message = now(publication.message());
        Origin origin = new Origin(principal, session, publication.guarantee(), publication.retain());
        return pipeline.accept(message, origin, forget);
    }

    /** Its time begins now, and so does the time after which it expires, and that until it is delivered. */
    private Message now(Message left) {
        long now = timers.now();
        long since = now - left.timeMillis();
        MessageBuilder message = left.with().timeMillis(now);
        if (left.expiresAtMillis() != 0) {
            message.expiresAtMillis(left.expiresAtMillis() + since);
        }
        if (left.deliverAtMillis() != 0) {
            message.deliverAtMillis(left.deliverAtMillis() + since);
        }
        return message.build();
    }
}
