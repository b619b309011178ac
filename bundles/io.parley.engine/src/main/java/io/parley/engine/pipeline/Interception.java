package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Lanes;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Interceptor.Verdict;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Asks the interceptors, one after another, about each message. A sender's messages go through the sender's lane as long as
 * there are interceptors, and until it is empty: nothing overtakes. One that goes away is not asked any more; while its next
 * version is there, that one is. Safe for all threads.
 */
final class Interception {

    private final PluginRegistry<Interceptor> interceptors;
    private final int laneLimit;
    private final Lanes<String> senders;

    Interception(PluginRegistry<Interceptor> interceptors, Workers workers, int laneLimit) {
        this.interceptors = interceptors;
        this.laneLimit = laneLimit;
        this.senders = new Lanes<>(workers, laneLimit);
    }

    /** Whether the sender's next message may pass at once. */
    boolean idle(Origin origin) {
        return interceptors.ranked().isEmpty() && senders.idle(origin.sender());
    }

    /**
     * Puts the message into its sender's lane.
     *
     * @param span what asking the interceptors is part of
     * @param passed gets the message as the interceptors left it, and puts it on its way, before the sender's next one is
     *     looked at
     * @param refused gets the refusal instead
     */
    void submit(
            Message message, Origin origin, Span span, Consumer<Message> passed, Consumer<RefusedException> refused) {
        boolean taken = senders.submit(
                origin.sender(),
                () -> ask(message, origin, span, interceptors.ranked(), 0).handle((result, failure) -> {
                    if (failure == null) {
                        passed.accept(result);
                    } else {
                        refused.accept(RefusedException.of(failure));
                    }
                    return null;
                }));
        if (!taken) {
            refused.accept(new RefusedException(
                    Reason.LIMIT, laneLimit + " messages of " + origin.principal() + " wait for interceptors already"));
        }
    }

    private CompletionStage<Message> ask(Message message, Origin origin, Span span, List<String> names, int next) {
        if (next == names.size()) {
            return CompletableFuture.completedStage(message);
        }
        String name = names.get(next);
        return span.begin(Operation.INTERCEPT, name)
                .over(interceptors
                        .callIfPresent(
                                name,
                                interceptor -> interceptor.beforeAccept(message, origin.principal()),
                                () -> new Verdict.Pass(message))
                        .thenApply(verdict -> passed(name, verdict)))
                .thenCompose(passed -> ask(passed, origin, span, names, next + 1));
    }

    private static Message passed(String name, Verdict verdict) {
        if (verdict instanceof Verdict.Reject reject) {
            throw new RefusedException(Reason.NOT_ALLOWED, reject.reason());
        }
        if (verdict instanceof Verdict.Pass pass && pass.message() != null) {
            return pass.message();
        }
        throw new RefusedException(Reason.UNAVAILABLE, "The interceptor '" + name + "' came to no decision");
    }
}
