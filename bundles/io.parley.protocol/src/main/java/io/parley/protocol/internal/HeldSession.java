package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.api.session.Opened;
import io.parley.engine.Batch;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.pipeline.Origin;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.protocol.Will;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Authorizer.Action;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's hold on its session. State is owned by the connection's lane. */
final class HeldSession implements GatewaySession, Holder {

    private static final Logger LOG = LoggerFactory.getLogger(HeldSession.class);
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Services services;
    private final Connection connection;
    private final boolean durable;
    private final Window window;
    private final int most;
    private final QueueSubscriptions queues;
    private final Optional<Payload> authenticationData;
    private final SessionPermissions permissions;
    private Optional<Will> will;
    private volatile Downstream downstream;
    private volatile Opened opened;
    private Origin[] origins;
    private Inboxes.Link link;
    private boolean over;
    private boolean left;

    HeldSession(
            Services services,
            Limits limits,
            ConnectRequest request,
            Decision.Accepted accepted,
            SessionPermissions permissions,
            Downstream downstream) {
        this.services = services;
        this.permissions = permissions;
        this.connection = request.connection();
        this.durable = !request.expiry().isZero();
        this.most = Math.min(request.receiveMaximum(), limits.inflight());
        this.window = new Window(most, this::deliver);
        this.authenticationData = accepted.data();
        this.will = request.will();
        this.downstream = downstream;
        this.queues = new QueueSubscriptions(services.messages(), connection, limits.queueCredit(), window);
    }

    GatewaySession opened(Opened result) {
        opened = result;
        Guarantee[] guarantees = Guarantee.values();
        Origin[] all = new Origin[guarantees.length * 2];
        for (Guarantee guarantee : guarantees) {
            all[guarantee.ordinal() * 2] = new Origin(principal(), id(), guarantee, false);
            all[guarantee.ordinal() * 2 + 1] = new Origin(principal(), id(), guarantee, true);
        }
        origins = all;
        permissions.watch(() -> connection.execute(this::checkSubscriptions));
        return this;
    }

    @Override
    public String id() {
        return opened.session().id();
    }

    @Override
    public boolean resumed() {
        return opened.resumed();
    }

    @Override
    public String principal() {
        return opened.session().principal();
    }

    @Override
    public Optional<Payload> authenticationData() {
        return authenticationData;
    }

    @Override
    public CompletionStage<Optional<Payload>> reauthenticate(Credentials credentials, Challenger challenger) {
        return services.authentication().of(connection, credentials, challenger).thenApply(accepted -> {
            if (!accepted.principal().equals(principal())) {
                throw new RefusedException(
                        RefusedException.Reason.NOT_ALLOWED,
                        "Session '" + id() + "' is of '" + principal() + "', and '" + accepted.principal()
                                + "' cannot go on with it");
            }
            return accepted.data();
        });
    }

    @Override
    public CompletionStage<Void> expireAfter(Duration expiry) {
        return services.sessions().expireAfter(id(), expiry);
    }

    @Override
    public void start() {
        if (over) {
            return;
        }
        link = services.inboxes().attach(id(), durable, most, this::deliverLater);
        if (!window.writable()) {
            link.writable(false);
        }
        if (resumed()) {
            checkSubscriptions();
        }
    }

    /** Resumes the queues among them. What the client may no longer receive ends; that nobody can say changes nothing. */
    private void checkSubscriptions() {
        if (over || link == null) {
            return;
        }
        services.subscriptions().of(id()).whenComplete((all, failure) -> {
            if (failure == null) {
                all.forEach((address, maximum) -> permissions
                        .allowed(Action.RECEIVE, address)
                        .whenComplete((allowed, undecided) -> connection.execute(() -> {
                            if (undecided != null) {
                                LOG.warn("Whether {} may still receive: {}", id(), undecided.getMessage());
                            } else if (allowed) {
                                resumeQueue(address, maximum);
                            } else if (!over) {
                                endSubscription(address);
                            }
                        })));
            } else {
                LOG.warn("{} gets nothing from its queues: {}", id(), failure.getMessage());
            }
        });
    }

    private void endSubscription(Address address) {
        LOG.warn("{} may no longer receive from {}: the subscription ends", id(), address);
        unsubscribe(List.of(new SubscriptionTarget(address))).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The subscription of {} to {} cannot be ended: {}", id(), address, failure.getMessage());
            }
        });
    }

    private void resumeQueue(Address address, Guarantee maximum) {
        if (address.kind() == Address.Kind.QUEUE && !over) {
            queues.add(address, maximum);
        }
    }

    /** From a shard's thread to the connection's lane. */
    private void deliverLater(List<Outbound> batch) {
        connection.execute(() -> {
            if (!over) {
                window.inbox(batch);
            }
        });
    }

    private void deliver(List<Outbound> batch) {
        downstream.deliver(batch);
    }

    @Override
    public void reattach(Downstream next) {
        downstream = next;
    }

    @Override
    public void ended(End end) {
        connection.execute(() -> {
            if (!over) {
                stop();
                downstream.ended(end);
            }
        });
    }

    /** The session is no longer this client's, or not for long: what is still under way for it comes to nothing. */
    private void stop() {
        over = true;
        permissions.close();
        queues.close();
        window.close();
        if (link != null) {
            link.close();
        }
    }

    /** Keeps what this client began away from whoever holds the session next. */
    private void require(Batch batch) {
        services.tokens().require(batch, id(), opened.hold());
    }

    @Override
    public CompletionStage<Receipt> publish(Publication publication) {
        return permissions.whenAllowed(Action.SEND, publication.message().address(), () -> accept(publication));
    }

    private CompletionStage<Receipt> accept(Publication publication) {
        Origin origin = origins[publication.guarantee().ordinal() * 2 + (publication.retain() ? 1 : 0)];
        if (publication.guarantee() != Guarantee.EXACTLY_ONCE) {
            return services.pipeline().accept(publication.message(), origin);
        }
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        services.pipeline()
                .accept(
                        publication.message(),
                        origin,
                        batch -> services.tokens()
                                .take(batch, id(), opened.hold(), publication.token(), durable && batch.durable()))
                .whenComplete((done, failure) -> onceOnly(publication, done, failure, receipt));
        return receipt;
    }

    /** A transfer that was accepted before is told so, and nothing else happens. */
    private static void onceOnly(
            Publication publication, Receipt done, Throwable failure, CompletableFuture<Receipt> receipt) {
        if (failure == null) {
            receipt.complete(done);
            return;
        }
        RefusedException refused = RefusedException.of(failure);
        if (refused.reason() == RefusedException.Reason.CONFLICT) {
            receipt.complete(new Receipt(publication.message().id(), Receipt.Outcome.DUPLICATE));
        } else {
            receipt.completeExceptionally(refused);
        }
    }

    @Override
    public CompletionStage<Void> release(int token) {
        return services.tokens().free(id(), opened.hold(), token);
    }

    @Override
    public CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> requests) {
        List<CompletableFuture<SubscriptionResult>> results = new ArrayList<>();
        for (SubscriptionRequest request : requests) {
            results.add(subscribe(request).toCompletableFuture());
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<SubscriptionResult> subscribe(SubscriptionRequest request) {
        boolean queue = request.address().kind() == Address.Kind.QUEUE;
        Guarantee maximum = queue ? request.maximum().min(Guarantee.AT_LEAST_ONCE) : request.maximum();
        CompletionStage<Void> subscribed = permissions.whenAllowed(
                Action.RECEIVE,
                request.address(),
                () -> services.subscriptions().subscribe(id(), durable, request.address(), maximum, this::require));
        return subscribed.handle((done, failure) -> {
            if (failure != null) {
                RefusedException refused = RefusedException.of(failure);
                return new SubscriptionResult.Refused(refused.reason(), refused.getMessage());
            }
            if (queue) {
                connection.execute(() -> resumeQueue(request.address(), maximum));
            }
            return new SubscriptionResult.Granted(maximum);
        });
    }

    @Override
    public CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        List<CompletableFuture<Boolean>> results = new ArrayList<>();
        for (SubscriptionTarget target : targets) {
            Address address = target.address();
            results.add(services.subscriptions()
                    .unsubscribe(id(), durable, address, this::require)
                    .whenComplete((there, failure) -> {
                        if (failure == null && address.kind() == Address.Kind.QUEUE) {
                            connection.execute(() -> queues.remove(address));
                        }
                    })
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public void received(long sequence) {
        if (link != null && sequence >= 0) {
            link.received(sequence);
        }
    }

    @Override
    public void acknowledge(long sequence) {
        if (sequence < 0) {
            queues.acknowledge(sequence);
        } else if (link != null && window.inboxAcknowledged(sequence)) {
            link.acknowledge(sequence);
        }
    }

    @Override
    public void writable(boolean writable) {
        if (over) {
            return;
        }
        window.writable(writable);
        if (link != null) {
            link.writable(writable);
        }
        if (writable) {
            queues.resume();
        }
    }

    @Override
    public CompletionStage<Void> leave(boolean farewell) {
        if (left) {
            return DONE;
        }
        left = true;
        if (!farewell) {
            will.map(Will::publication).ifPresent(this::publishWill);
        }
        will = Optional.empty();
        if (!over) {
            stop();
        }
        return services.detachments().detach(id(), opened.hold());
    }

    private void publishWill(Publication publication) {
        Origin origin = new Origin(principal(), id(), publication.guarantee(), publication.retain());
        CompletionStage<Receipt> accepted = permissions.whenAllowed(
                Action.SEND,
                publication.message().address(),
                () -> services.pipeline().accept(publication.message(), origin));
        accepted.whenComplete((receipt, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "The will of {} was not published: {}",
                        id(),
                        RefusedException.of(failure).getMessage());
            }
        });
    }
}
