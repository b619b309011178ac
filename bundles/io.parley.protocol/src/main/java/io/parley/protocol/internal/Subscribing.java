package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.Shares;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.security.Authorizer.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** What one client listens to, and the queues that it consumes because of that. Owned by the connection's lane. */
final class Subscribing {

    private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture(null);

    private final Services services;
    private final Connection connection;
    private final SessionPermissions permissions;
    private final boolean durable;
    private final QueueSubscriptions queues;
    private final HistorySubscriptions histories;
    private final Window window;
    private final Unacknowledged unacknowledged;
    private final Consumer<Batch> require;

    /** Null until it follows a state. */
    private StateSubscriptions states;

    /** When what was subscribed to so far is there, or refused. */
    private CompletableFuture<?> before = NOTHING;

    private String session;
    private boolean over;

    /**
     * @param credit messages of one queue, or of one topic's history, that the client may hold
     * @param require adds to a batch that the client still holds the session
     */
    Subscribing(
            Services services,
            Connection connection,
            int credit,
            SessionPermissions permissions,
            boolean durable,
            Window window,
            Unacknowledged unacknowledged,
            Consumer<Batch> require) {
        this.services = services;
        this.connection = connection;
        this.permissions = permissions;
        this.durable = durable;
        this.queues = new QueueSubscriptions(services.messages(), connection, credit, window, unacknowledged);
        this.histories = new HistorySubscriptions(
                services.events(), services.plugins(), connection, credit, window, unacknowledged);
        this.window = window;
        this.unacknowledged = unacknowledged;
        this.require = require;
    }

    /** The client has that session. */
    void opened(String id) {
        session = id;
    }

    /**
     * Goes on with what the session has, as far as the client may receive it; the rest ends. That nobody can say changes nothing.
     */
    void check() {
        services.subscriptions().of(session).whenComplete((all, failure) -> {
            if (failure == null) {
                all.forEach(this::check);
            } else {
                log().warn("{} gets nothing from its queues: {}", Printable.of(session), failure.getMessage());
            }
        });
    }

    /** The connection can take more. */
    void resume() {
        queues.resume();
        histories.resume();
        if (states != null) {
            states.resume();
        }
    }

    private StateSubscriptions states() {
        if (states == null) {
            ClientStates its = new ClientStates(services.sessions(), services.groupStates(), session);
            states = new StateSubscriptions(its, services.timers(), connection, window, unacknowledged, this::end);
        }
        return states;
    }

    private void check(SubscriptionRequest request) {
        Address asked;
        try {
            asked = asked(request.address());
        } catch (RefusedException notFromAClient) {
            return;
        }
        permissions
                .allowed(Action.RECEIVE, asked)
                .whenComplete((allowed, undecided) -> connection.execute(() -> {
                    if (undecided != null) {
                        log().warn("Whether {} may still receive: {}", Printable.of(session), undecided.getMessage());
                    } else if (allowed) {
                        consume(request);
                    } else if (!over) {
                        end(request.target());
                    }
                }));
    }

    /** What the client has to be allowed to receive from. */
    private Address asked(Address address) {
        return StateTopic.isOne(address) ? StateTopic.of(address).owner(session) : address;
    }

    private void end(SubscriptionTarget target) {
        log().warn("{} may no longer receive from {}: the subscription ends", Printable.of(session), target);
        unsubscribe(List.of(target)).whenComplete((done, failure) -> {
            if (failure != null) {
                log().warn(
                                "The subscription of {} to {} cannot be ended: {}",
                                Printable.of(session),
                                target,
                                failure.getMessage());
            }
        });
    }

    private Logger log() {
        return Loggers.session(session);
    }

    private static List<Address> consumed(SubscriptionTarget target) {
        if (target.group().isPresent()) {
            return Shares.queues(target);
        }
        return target.address().kind() == Address.Kind.QUEUE ? List.of(target.address()) : List.of();
    }

    private void consume(SubscriptionRequest request) {
        if (over) {
            return;
        }
        if (StateTopic.isOne(request.address())) {
            states().resume(request);
        } else if (request.options().start().isPresent()) {
            histories.resume(session, durable, request);
        } else {
            consumed(request.target()).forEach(queue -> queues.add(queue, maximum(request), request.options()));
        }
    }

    /** On the lane: until it is certain what comes first of the history. */
    private CompletionStage<Void> read(SubscriptionRequest request) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        connection.execute(() -> {
            if (over) {
                begun.complete(null);
            } else {
                histories.add(session, durable, request).whenComplete((done, failure) -> {
                    if (failure == null) {
                        begun.complete(null);
                    } else {
                        begun.completeExceptionally(failure);
                    }
                });
            }
        });
        return begun;
    }

    private static Guarantee maximum(SubscriptionRequest request) {
        boolean queue = request.address().kind() == Address.Kind.QUEUE
                || request.target().group().isPresent()
                || request.options().start().isPresent()
                || StateTopic.isOne(request.address());
        return queue ? request.maximum().min(Guarantee.AT_LEAST_ONCE) : request.maximum();
    }

    CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> requests) {
        List<CompletableFuture<SubscriptionResult>> results = new ArrayList<>();
        for (SubscriptionRequest request : requests) {
            CompletionStage<SubscriptionResult> result =
                    StateTopic.isOne(request.address()) ? follow(request) : subscribe(request);
            results.add(result.toCompletableFuture());
            before = CompletableFuture.allOf(before, result.toCompletableFuture());
        }
        return all(results);
    }

    /** A client that joins a group and follows its state need not wait between the two. */
    private CompletionStage<SubscriptionResult> follow(SubscriptionRequest wish) {
        SubscriptionRequest request = new SubscriptionRequest(wish.target(), maximum(wish), wish.options());
        return before.thenComposeAsync(
                        done -> {
                            states().check(request);
                            return permissions.whenAllowed(
                                    Action.RECEIVE,
                                    asked(request.address()),
                                    () -> services.subscriptions()
                                            .subscribe(session, durable, lasting(request), require));
                        },
                        connection::execute)
                .thenComposeAsync(done -> begin(request), connection::execute)
                .handle((done, failure) -> {
                    if (failure == null) {
                        return new SubscriptionResult.Granted(request.maximum());
                    }
                    RefusedException refused = RefusedException.of(failure);
                    return new SubscriptionResult.Refused(refused.reason(), refused.getMessage());
                });
    }

    /** What cannot begin is not kept. */
    private CompletionStage<Void> begin(SubscriptionRequest request) {
        if (over) {
            return CompletableFuture.completedStage(null);
        }
        return states().add(request)
                .exceptionallyCompose(failure -> services.subscriptions()
                        .unsubscribe(session, durable, request.target(), require)
                        .handle((ended, unsaid) -> {
                            throw RefusedException.of(failure);
                        }));
    }

    /** As it goes on when the client is back: with all there is. */
    private static SubscriptionRequest lasting(SubscriptionRequest request) {
        SubscriptionOptions options = request.options();
        return new SubscriptionRequest(
                request.target(),
                request.maximum(),
                new SubscriptionOptions(
                        false,
                        options.retainAsPublished(),
                        options.retained(),
                        options.identifier(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private CompletionStage<SubscriptionResult> subscribe(SubscriptionRequest wish) {
        Guarantee maximum = maximum(wish);
        SubscriptionRequest request = new SubscriptionRequest(wish.target(), maximum, wish.options());
        CompletionStage<Void> subscribed = permissions.whenAllowed(
                Action.RECEIVE,
                request.address(),
                () -> services.subscriptions().subscribe(session, durable, request, require));
        if (request.options().start().isPresent()) {
            subscribed = subscribed.thenCompose(done -> read(request));
        }
        CompletableFuture<SubscriptionResult> result = new CompletableFuture<>();
        subscribed.whenComplete((done, failure) -> {
            if (failure != null) {
                RefusedException refused = RefusedException.of(failure);
                result.complete(new SubscriptionResult.Refused(refused.reason(), refused.getMessage()));
                return;
            }
            // Puts the answer on the lane, ahead of what the queue may have for the client.
            result.complete(new SubscriptionResult.Granted(maximum));
            if (request.options().start().isEmpty()) {
                connection.execute(() -> {
                    histories.remove(request.target());
                    consume(request);
                });
            }
        });
        return result;
    }

    CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        List<CompletableFuture<Boolean>> results = new ArrayList<>();
        for (SubscriptionTarget target : targets) {
            // One to a state may just be waiting for others.
            CompletionStage<?> first = StateTopic.isOne(target.address()) ? before : NOTHING;
            results.add(first.thenCompose(
                            done -> services.subscriptions().unsubscribe(session, durable, target, require))
                    .whenComplete((there, failure) -> {
                        if (failure == null) {
                            connection.execute(() -> {
                                consumed(target).forEach(queues::remove);
                                histories.remove(target);
                                if (states != null) {
                                    states.remove(target);
                                }
                            });
                        }
                    })
                    .toCompletableFuture());
        }
        return all(results);
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> results) {
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    /** The client no longer holds the session. */
    void close() {
        over = true;
        queues.close();
        histories.close();
        if (states != null) {
            states.close();
        }
    }
}
