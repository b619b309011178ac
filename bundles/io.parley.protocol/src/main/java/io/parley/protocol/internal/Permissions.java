package io.parley.protocol.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Connection;
import io.parley.spi.security.Authorizer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks authorizers: those that a listener names, all of which must be there and agree, or else all that are there. Safe for all
 * threads.
 */
final class Permissions implements AutoCloseable {

    private static final CompletionStage<Boolean> YES = CompletableFuture.completedStage(true);

    private final PluginRegistry<Authorizer> authorizers;
    private final Timers timers;
    private final Executor workers;
    private final Supplier<Duration> patience;
    private final Runnable changed = this::changed;
    private final Set<SessionPermissions> open = ConcurrentHashMap.newKeySet();

    private final Revocations revocations;
    private final LongAdder revoked = new LongAdder();
    private final LongAdder denials = new LongAdder();

    /** One more with each change of what may be allowed. */
    private final AtomicLong generation = new AtomicLong();

    /** @param patience how long an absent authorizer is waited for */
    Permissions(
            PluginRegistry<Authorizer> authorizers,
            Timers timers,
            Executor workers,
            Supplier<Duration> patience,
            Revocations revocations) {
        this.revocations = revocations;
        this.authorizers = authorizers;
        this.timers = timers;
        this.workers = workers;
        this.patience = patience;
        authorizers.onChange(changed);
    }

    /** Those of one client; {@link SessionPermissions#watch} them for changes. */
    SessionPermissions of(Connection connection, Admission admission, String clientId) {
        return new SessionPermissions(this, connection, admission, clientId);
    }

    /** Answers given before may not hold any more. */
    void changed() {
        generation.incrementAndGet();
        open.forEach(session -> workers.execute(session::changed));
    }

    /** What these principals were let in by counts no longer; returns before everybody concerned knows it. */
    void revoke(String authenticator, Set<String> principals) {
        revocations.add(authenticator, principals);
        workers.execute(
                () -> open.stream().filter(SessionPermissions::isRevoked).forEach(SessionPermissions::revoked));
    }

    boolean isRevoked(Admission admission) {
        return revocations.concern(admission);
    }

    /** A client was sent away, or not let in at the last moment. */
    void sentAway() {
        revoked.increment();
    }

    /** How many were. */
    long revocations() {
        return revoked.sum();
    }

    /** Somebody was told that it is not allowed. */
    void denied() {
        denials.increment();
    }

    /** How often somebody was told so. */
    long denials() {
        return denials.sum();
    }

    long generation() {
        return generation.get();
    }

    void watch(SessionPermissions session) {
        open.add(session);
    }

    void forget(SessionPermissions session) {
        open.remove(session);
    }

    /** Whom to ask, where the listener names those; none when everything is allowed. */
    List<String> concerned(List<String> named) {
        return named.isEmpty() ? authorizers.ranked() : named;
    }

    /**
     * @param named those that the listener names, which are waited for while they are absent; none for all that are there
     * @return fails with UNAVAILABLE when nobody could say, or LIMIT when too much waits for an absent authorizer
     */
    CompletionStage<Boolean> decide(List<String> named, String principal, String clientId, Question question) {
        CompletableFuture<Boolean> decision = (named.isEmpty()
                        ? askPresent(principal, clientId, question)
                        : ask(
                                named,
                                0,
                                name -> authorizers.call(name, one -> allows(one, principal, clientId, question))))
                .toCompletableFuture();
        if (decision.isDone()) {
            return decision;
        }
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        Duration longest = patience.get();
        Timers.Timer timer = timers.after(
                longest,
                workers,
                () -> inTime.completeExceptionally(new RefusedException(
                        Reason.UNAVAILABLE,
                        "The authorizers " + concerned(named) + " did not say within " + longest.toSeconds()
                                + " s whether " + principal + " may " + question)));
        decision.whenComplete((allowed, failure) -> {
            timer.cancel();
            if (failure == null) {
                inTime.complete(allowed);
            } else {
                inTime.completeExceptionally(RefusedException.of(failure));
            }
        });
        return inTime;
    }

    /** One that goes meanwhile may have come back by another name, so that all that are there now are asked. */
    private CompletionStage<Boolean> askPresent(String principal, String clientId, Question question) {
        CompletionStage<Boolean> answer = ask(
                authorizers.ranked(),
                0,
                name -> authorizers.callIfPresent(
                        name,
                        one -> CompletableFuture.completedStage(allows(one, principal, clientId, question)),
                        () -> null));
        return answer.thenCompose(allowed -> allowed == null
                ? CompletableFuture.completedStage(null)
                        .thenComposeAsync(gone -> askPresent(principal, clientId, question), workers)
                : answer);
    }

    private static boolean allows(Authorizer authorizer, String principal, String clientId, Question question) {
        return !authorizer.actions().contains(question.action())
                || authorizer.allowed(principal, clientId, question.action(), question.address());
    }

    /** @param by null of one that has gone, and then of all of them */
    private static CompletionStage<Boolean> ask(
            List<String> names, int index, Function<String, CompletionStage<Boolean>> by) {
        if (index == names.size()) {
            return YES;
        }
        CompletionStage<Boolean> answer = by.apply(names.get(index));
        return answer.thenCompose(allowed -> Boolean.TRUE.equals(allowed) ? ask(names, index + 1, by) : answer);
    }

    @Override
    public void close() {
        authorizers.forget(changed);
    }
}
