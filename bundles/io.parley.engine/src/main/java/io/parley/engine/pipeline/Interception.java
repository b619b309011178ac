package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Lanes;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Verdicts.Kind;
import io.parley.engine.plugin.InterceptionLimits.Overrun;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.metrics.Metric;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
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
    private final Verdicts verdicts = new Verdicts();

    Interception(Plugins plugins, Workers workers, int laneLimit) {
        this.plugins = plugins;
        this.interceptors = plugins.interceptors();
        this.workers = workers;
        this.laneLimit = laneLimit;
        this.senders = new Lanes<>(workers, laneLimit);
    }

    /** Whether the message may pass at once. */
    boolean idle(Message message, Origin origin) {
        return interceptors.ranked().isEmpty() && senders.idle(lane(message, origin));
    }

    private static String lane(Message message, Origin origin) {
        return origin.sender().isEmpty() ? message.address().toString() : origin.sender();
    }

    /** What is measured of it. */
    List<Metric> metrics() {
        return List.of(
                verdicts.metric(),
                Metric.gauge(
                        "interceptor.waiting",
                        "Messages about which interceptors have not decided yet",
                        senders.unfinished()));
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
                () -> new Asking(origin, span, interceptors.ranked())
                        .ask(message, 0)
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

    /** The interceptors that are asked about one message, and who sent it. */
    private final class Asking {

        private final Origin origin;
        private final Sender sender;
        private final Span span;
        private final List<String> names;

        Asking(Origin origin, Span span, List<String> names) {
            this.origin = origin;
            this.sender = new Sender(origin.principal(), origin.sender());
            this.span = span;
            this.names = names;
        }

        CompletionStage<List<Message>> ask(Message message, int next) {
            if (next == names.size()) {
                return CompletableFuture.completedStage(List.of(message));
            }
            String name = names.get(next);
            return span.begin(Operation.INTERCEPT, name)
                    .over(decision(name, message))
                    .thenCompose(verdict -> follow(name, message, verdict, next + 1));
        }

        private CompletionStage<Verdict> decision(String name, Message message) {
            return interceptors
                    .<Verdict>callIfPresent(
                            name,
                            interceptor -> interceptor.beforeAccept(message, sender),
                            () -> new Verdict.Pass(message))
                    .handle((verdict, failure) ->
                            failure == null ? accepted(name, verdict) : undecided(name, message, failure));
        }

        private Verdict accepted(String name, Verdict verdict) {
            if (verdict instanceof Verdict.Reject reject) {
                verdicts.count(name, Kind.REJECTED);
                throw new RefusedException(reject.reason(), reject.words());
            }
            if (verdict == null) {
                verdicts.count(name, Kind.FAILED);
                throw new RefusedException(Reason.UNAVAILABLE, "The interceptor '" + name + "' came to no decision");
            }
            return verdict;
        }

        private Verdict undecided(String name, Message message, Throwable failure) {
            RefusedException refused = RefusedException.of(failure);
            boolean overrun = refused.getCause() instanceof TimeoutException;
            verdicts.count(name, overrun ? Kind.OVERRUN : Kind.FAILED);
            if (overrun && plugins.interceptionLimits().overrun() == Overrun.PASS) {
                return new Verdict.Pass(message);
            }
            throw refused;
        }

        private CompletionStage<List<Message>> follow(String name, Message message, Verdict verdict, int next) {
            if (verdict instanceof Verdict.Delay delay) {
                verdicts.count(name, Kind.DELAYED);
                return later(name, delay.duration()).thenCompose(then -> ask(delay.message(), next));
            }
            if (verdict instanceof Verdict.Split split) {
                verdicts.count(name, Kind.SPLIT);
                return askAll(name, split.messages(), next);
            }
            Message passed = ((Verdict.Pass) verdict).message();
            verdicts.count(name, passed == message ? Kind.PASSED : Kind.CHANGED);
            return ask(passed, next);
        }

        private CompletionStage<Void> later(String name, Duration delay) {
            Duration longest = plugins.interceptionLimits().longestDelay();
            if (delay.compareTo(longest) > 0) {
                throw new RefusedException(
                        Reason.LIMIT,
                        "The interceptor '" + name + "' would delay a message of " + origin.principal() + " by "
                                + delay.toMillis() + " ms; " + longest.toMillis() + " ms are allowed");
            }
            if (delay.isZero()) {
                return DONE;
            }
            CompletableFuture<Void> over = new CompletableFuture<>();
            plugins.timers().after(delay, workers, () -> over.complete(null));
            return over;
        }

        private CompletionStage<List<Message>> askAll(String name, List<Message> parts, int next) {
            CompletionStage<List<Message>> all = CompletableFuture.completedStage(new ArrayList<>());
            for (Message part : parts) {
                all = all.thenCompose(before -> ask(part, next).thenApply(more -> together(name, before, more)));
            }
            return all;
        }

        private static List<Message> together(String name, List<Message> before, List<Message> more) {
            before.addAll(more);
            if (before.size() > Verdict.Split.MOST) {
                throw new RefusedException(
                        Reason.LIMIT,
                        "What the interceptor '" + name + "' made of a message became more than " + Verdict.Split.MOST
                                + " messages");
            }
            return before;
        }
    }
}
