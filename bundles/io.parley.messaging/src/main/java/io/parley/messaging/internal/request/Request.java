package io.parley.messaging.internal.request;

import io.parley.api.message.Message;
import io.parley.engine.timer.Timers.Timer;
import java.util.concurrent.CompletableFuture;

/** A request that is under way; completes with its reply. */
final class Request extends CompletableFuture<Message> {

    /** Where its reply goes. */
    final String name;

    final String correlationId;

    /** Until when it waits; set before it is sent. */
    Timer timer;

    Request(String name, String correlationId) {
        this.name = name;
        this.correlationId = correlationId;
    }

    boolean isAnsweredBy(Message reply) {
        return reply.correlationId().filter(correlationId::equals).isPresent();
    }
}
