package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Lanes;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.metrics.Metric;
import io.parley.spi.tracing.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks the interceptors, one after another, about each message. A sender's messages go through the sender's lane as long as
 * there are interceptors, and until it is empty: nothing overtakes. One that goes away is not asked any more; while its next
 * version is there, that one is. Safe for all threads.
 */
final class Interception {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Plugins plugins;
    private final PluginRegistry<Interceptor> interceptors;
    private final Workers workers;
    private final int laneLimit;
    private final Lanes<String> senders;
    private final Verdicts verdicts;

    /** @param verdicts counts them */
    Interception(Plugins plugins, Workers workers, int laneLimit, Verdicts verdicts) {
        this.verdicts = verdicts;
        this.plugins = plugins;
        this.interceptors = plugins.interceptors();
        this.workers = workers;
        this.laneLimit = laneLimit;
        this.senders = new Lanes<>(workers, laneLimit);
    }

    /** Whether the message may pass at once. */
    boolean idle(Message message, Origin origin) {
        return interceptors.ranked().isEmpty() && (senders.idle() || senders.idle(lane(message, origin)));
    }

    private static String lane(Message message, Origin origin) {
        return origin.sender().isEmpty() ? message.address().toString() : origin.sender();
    }

    /** What is measured of it. */
    List<Metric> metrics() {
        return List.of(Metric.gauge(
                "interceptor.waiting", "Messages about which interceptors have not decided yet", senders.unfinished()));
    }

    /** What the interceptors make of the message; whoever puts that on its way sees to the order. Fails with their refusal. */
    CompletionStage<List<Message>> passed(Message message, Origin origin, Span span) {
        CompletableFuture<List<Message>> passed = new CompletableFuture<>();
        if (idle(message, origin)) {
            passed.complete(List.of(message));
        } else {
            submit(
                    message,
                    origin,
                    span,
                    messages -> {
                        passed.complete(messages);
                        return DONE;
                    },
                    passed::completeExceptionally);
        }
        return passed;
    }

    /**
     * Puts the message into its sender's lane.
     *
     * @param span what asking the interceptors is part of
     * @param passed gets the message, or what the interceptors made of it, each with an id of its own, and puts that on its way;
     *     until its stage has completed, the sender's next message is not looked at
     * @param refused gets the refusal instead
     */
    void submit(
            Message message,
            Origin origin,
            Span span,
            Function<List<Message>, CompletionStage<Void>> passed,
            Consumer<RefusedException> refused) {
        boolean taken = senders.submit(
                lane(message, origin),
                () -> ask(message, origin, span)
                        .<CompletionStage<Void>>handle((messages, failure) -> {
                            if (failure == null) {
                                return passed.apply(distinct(messages));
                            }
                            refused.accept(RefusedException.of(failure));
                            return DONE;
                        })
                        .thenCompose(onTheirWay -> onTheirWay));
        if (!taken) {
            refused.accept(new RefusedException(
                    Reason.LIMIT, laneLimit + " messages of " + origin.principal() + " wait for interceptors already"));
        }
    }

    private CompletionStage<List<Message>> ask(Message message, Origin origin, Span span) {
        Sender sender = new Sender(origin.principal(), origin.sender());
        return new Asking<Interceptor>(
                        plugins,
                        interceptors,
                        workers,
                        verdicts,
                        origin.principal(),
                        span,
                        (interceptor, asked) -> interceptor.beforeAccept(asked, sender))
                .ask(message);
    }

    private static List<Message> distinct(List<Message> messages) {
        if (messages.size() == 1) {
            return messages;
        }
        Set<UUID> ids = new HashSet<>();
        return messages.stream()
                .map(message -> ids.add(message.id())
                        ? message
                        : message.with().id(MessageId.next()).build())
                .toList();
    }
}
