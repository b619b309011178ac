package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.api.session.Opened;
import io.parley.engine.Batch;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.pipeline.Origin;
import io.parley.spi.interceptor.Receiver;
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
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One client's hold on its session. State is owned by the connection's lane. */
final class HeldSession implements GatewaySession, Holder {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Services services;
    private final Connection connection;
    private final boolean durable;
    private final BeforeDispatch beforeDispatch;
    private final Window window;
    private final int most;
    private final Unacknowledged unacknowledged;
    private final DeliverySpans spans;
    private final QueueSubscriptions queues;
    private final Optional<Payload> authenticationData;
    private final HistorySubscriptions histories;
    private final SessionPermissions permissions;
    private final Subscribing subscribing;
    private final Optional<Will> will;
    private volatile Downstream downstream;
    private volatile Opened opened;
    private Origin[] origins;
    private Talk talk;
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
        this.beforeDispatch = new BeforeDispatch(
                services.pipeline().dispatching(),
                connection,
                () -> new Receiver(principal(), id()),
                this::deliver,
                this::acknowledge,
                services.traffic().undelivered());
        this.window = new Window(most, beforeDispatch::deliver);
        this.authenticationData = accepted.data();
        this.will = request.will();
        this.downstream = downstream;
        this.unacknowledged = new Unacknowledged(window);
        this.spans = new DeliverySpans(services.pipeline().tracing(), this::id);
        this.queues =
                new QueueSubscriptions(services.messages(), connection, limits.queueCredit(), window, unacknowledged);
        this.histories = new HistorySubscriptions(
                services.events(), services.plugins(), connection, limits.queueCredit(), window, unacknowledged);
        this.subscribing =
                new Subscribing(services, connection, permissions, durable, queues, histories, this::require);
    }

    /** @return completes with this once the client's will is kept */
    CompletionStage<GatewaySession> opened(Opened result) {
        opened = result;
        subscribing.opened(id());
        talk = new Talk(id());
        Guarantee[] guarantees = Guarantee.values();
        Origin[] all = new Origin[guarantees.length * 2];
        for (Guarantee guarantee : guarantees) {
            all[guarantee.ordinal() * 2] = new Origin(principal(), id(), guarantee, false);
            all[guarantee.ordinal() * 2 + 1] = new Origin(principal(), id(), guarantee, true);
        }
        origins = all;
        permissions.watch(() -> connection.execute(this::check));
        if (will.isEmpty()) {
            return CompletableFuture.completedStage(this);
        }
        return services.holds()
                .keepWill(id(), opened.hold(), principal(), will.get())
                .<GatewaySession>thenApply(kept -> this)
                .whenComplete((kept, failure) -> {
                    if (failure != null) {
                        permissions.close();
                        services.detachments().detach(id(), opened.hold());
                    }
                });
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
        return services.holds().expireAfter(id(), opened.hold(), expiry);
    }

    @Override
    public void start() {
        if (over) {
            return;
        }
        services.traffic().connected();
        link = services.inboxes().attach(id(), durable, most, this::deliverLater);
        if (!window.writable()) {
            link.writable(false);
        }
        if (resumed()) {
            subscribing.check();
        }
    }

    /** What the client may no longer receive ends, and so does a will that it may no longer publish. */
    private void check() {
        if (!over && link != null) {
            subscribing.check();
            will.ifPresent(left -> permissions
                    .allowed(Action.SEND, left.publication().message().address())
                    .thenAccept(this::willAllowed));
        }
    }

    private void willAllowed(boolean allowed) {
        if (!allowed) {
            services.holds().dropWill(id(), opened.hold());
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
        services.traffic().sent(batch);
        talk.gets(batch);
        downstream.deliver(spans.begin(batch));
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
        subscribing.close();
        window.close();
        beforeDispatch.close();
        spans.close();
        if (link != null) {
            services.traffic().disconnected();
            link.close();
        }
    }

    /** Keeps what this client began away from whoever holds the session next. */
    private void require(Batch batch) {
        services.tokens().require(batch, id(), opened.hold());
    }

    @Override
    public CompletionStage<Receipt> publish(Publication publication) {
        Span span = services.pipeline().tracing().begin(Operation.RECEIVE, publication.message());
        if (span == Span.NONE) {
            return acceptIfAllowed(publication);
        }
        span.note(Detail.CLIENT, id());
        span.note(Detail.GUARANTEE, publication.guarantee());
        span.note(Detail.RETAINED, publication.retain());
        return span.over(acceptIfAllowed(new Publication(
                span.carriedBy(publication.message()),
                publication.guarantee(),
                publication.retain(),
                publication.token())));
    }

    private CompletionStage<Receipt> acceptIfAllowed(Publication publication) {
        return permissions.whenAllowed(Action.SEND, publication.message().address(), () -> accept(publication));
    }

    private CompletionStage<Receipt> accept(Publication publication) {
        services.traffic().received(publication.message());
        talk.sends(publication);
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
        talk.subscribes(requests);
        return subscribing.subscribe(requests);
    }

    @Override
    public CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        talk.unsubscribes(targets);
        return subscribing.unsubscribe(targets);
    }

    @Override
    public void received(long sequence) {
        if (link != null && sequence >= 0) {
            link.received(sequence);
        }
    }

    @Override
    public void acknowledge(long sequence) {
        spans.acknowledged(sequence);
        talk.acknowledges(sequence);
        if (sequence < 0) {
            unacknowledged.acknowledge(sequence);
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
            histories.resume();
        }
    }

    @Override
    public CompletionStage<Void> leave(boolean farewell) {
        if (left) {
            return DONE;
        }
        left = true;
        if (!over) {
            stop();
        }
        Supplier<CompletionStage<Void>> first =
                farewell && will.isPresent() ? () -> services.holds().dropWill(id(), opened.hold()) : () -> DONE;
        return services.detachments().detach(id(), opened.hold(), first);
    }
}
