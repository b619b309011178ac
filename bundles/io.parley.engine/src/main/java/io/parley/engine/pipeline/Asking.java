package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Verdicts.Kind;
import io.parley.engine.plugin.InterceptionLimits.Overrun;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Asks the interceptors of one kind about one message, one after another.
 *
 * @param <I> the kind
 */
final class Asking<I> {

    /** One question. */
    interface Question<I> {
        CompletionStage<Verdict> ask(I interceptor, Message message);
    }

    /** One of them decided so, and did not fail. */
    static final class Rejection extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Rejection() {
            super("decided", null, false, false);
        }
    }

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Plugins plugins;
    private final PluginRegistry<I> interceptors;
    private final Workers workers;
    private final Verdicts verdicts;
    private final String whom;
    private final Span span;
    private final Question<I> call;
    private final List<String> names;

    /**
     * @param verdicts counts them
     * @param whom the message is from, or to
     * @param span what asking is part of
     */
    Asking(
            Plugins plugins,
            PluginRegistry<I> interceptors,
            Workers workers,
            Verdicts verdicts,
            String whom,
            Span span,
            Question<I> call) {
        this.plugins = plugins;
        this.interceptors = interceptors;
        this.workers = workers;
        this.verdicts = verdicts;
        this.whom = whom;
        this.span = span;
        this.call = call;
        this.names = interceptors.ranked();
    }

    /** What they make of the message; fails with a {@link RefusedException}, whose cause is a {@link Rejection} where one of them said so. */
    CompletionStage<List<Message>> ask(Message message) {
        return ask(message, 0);
    }

    private CompletionStage<List<Message>> ask(Message message, int next) {
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
                        name, interceptor -> call.ask(interceptor, message), () -> new Verdict.Pass(message))
                .handle((verdict, failure) ->
                        failure == null ? accepted(name, verdict) : undecided(name, message, failure));
    }

    private Verdict accepted(String name, Verdict verdict) {
        if (verdict instanceof Verdict.Reject reject) {
            verdicts.count(name, Kind.REJECTED);
            throw new RefusedException(reject.reason(), reject.words(), new Rejection());
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
                    "The interceptor '" + name + "' would delay a message of " + whom + " by " + delay.toMillis()
                            + " ms; " + longest.toMillis() + " ms are allowed");
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
