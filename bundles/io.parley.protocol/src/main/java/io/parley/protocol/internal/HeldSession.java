package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Capabilities;
import io.parley.api.session.Opened;
import io.parley.engine.Batch;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Inboxes;
import io.parley.spi.interceptor.Receiver;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Authorizer.Action;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One client's hold on its session. State is owned by the connection's lane. */
final class HeldSession implements GatewaySession, Holds.Connected, SessionPermissions.Watcher {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Services services;
    private final Connection connection;
    private final boolean durable;
    private final BeforeDispatch beforeDispatch;
    private final Window window;
    private final Capabilities.Agreement agreement;
    private final Unacknowledged unacknowledged;
    private final DeliverySpans spans;
    private final Optional<Payload> authenticationData;
    private final SessionPermissions permissions;
    private final Subscribing subscribing;
    private final OwnWill will;
    private volatile Downstream downstream;
    private volatile Opened opened;

    /** Of its inbox, when it was opened. */
    private volatile long position;

    private Publishing publishing;

    /** What the client was allowed to do when it came: to open the session, or to resume it. */
    private Action entered;

    /** Null until there is one. */
    private ClientTransactions transactions;

    private Talk talk;

    /** Null where its figures are not kept. */
    private Client figures;

    private Inboxes.Link link;
    private boolean over;
    private boolean left;

    /** Then nobody publishes its will. */
    private boolean revoked;

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
        this.agreement = request.server().with(request.client()).atMost(limits.inflight());
        this.beforeDispatch = new BeforeDispatch(
                services.pipeline().dispatching(),
                connection,
                () -> new Receiver(principal(), id()),
                this::deliver,
                this::acknowledge,
                services.traffic().undelivered());
        this.window = new Window(agreement.creditOut(), beforeDispatch::deliver);
        this.authenticationData = accepted.data();
        this.will = new OwnWill(services, permissions, request.will());
        this.downstream = downstream;
        this.unacknowledged = new Unacknowledged(window);
        this.spans = new DeliverySpans(services.pipeline().tracing(), this::id);
        this.subscribing = new Subscribing(
                services,
                connection,
                limits.queueCredit(),
                permissions,
                durable,
                window,
                unacknowledged,
                batch -> publishing.require(batch));
    }

    /**
     * @param by what it was allowed to do
     * @return completes with this once the client's will is kept */
    CompletionStage<GatewaySession> opened(Opened result, Action by) {
        opened = result;
        entered = by;
        subscribing.opened(id());
        talk = new Talk(id());
        publishing = new Publishing(services, permissions, talk, opened, durable, connection);
        permissions.watch(this);
        if (permissions.isRevoked()) {
            // While it was let in: whoever revokes did not find it among the others yet, or tells it too late.
            permissions.sentAway();
            permissions.close();
            services.detachments().detach(id(), opened.hold());
            return CompletableFuture.failedStage(permissions.revocation());
        }
        return will.keep(opened).thenCombine(services.inboxes().position(id()), (kept, next) -> {
            position = next;
            return this;
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
    public String resumeToken() {
        return ResumeToken.of(opened.session(), position).toString();
    }

    @Override
    public String principal() {
        return opened.session().principal();
    }

    @Override
    public Capabilities.Agreement capabilities() {
        return agreement;
    }

    @Override
    public Optional<Capabilities.Agreement> agreement() {
        return Optional.of(agreement);
    }

    @Override
    public Optional<Payload> authenticationData() {
        return authenticationData;
    }

    @Override
    public CompletionStage<Optional<Payload>> reauthenticate(Credentials credentials, Challenger challenger) {
        return services.authentication().of(connection, credentials, challenger).thenApply(admission -> {
            Decision.Accepted accepted = admission.accepted();
            if (!accepted.principal().equals(principal())) {
                throw new RefusedException(
                        RefusedException.Reason.NOT_ALLOWED,
                        "Session '" + id() + "' is of '" + principal() + "', and '" + accepted.principal()
                                + "' cannot go on with it");
            }
            permissions.admitted(admission);
            if (permissions.isRevoked()) {
                throw permissions.revocation();
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
        figures = services.clients().connected(id(), principal());
        publishing.countFor(figures);
        link = services.inboxes().attach(id(), opened.hold(), durable, agreement.creditOut(), this::deliverLater);
        if (!window.writable()) {
            link.writable(false);
        }
        checkEntry();
        if (resumed()) {
            subscribing.check();
        }
    }

    /** The client is sent away when it may no longer have its session. */
    private void checkEntry() {
        permissions.allowed(entered, Address.session(id())).thenAccept(allowed -> {
            if (!allowed) {
                connection.execute(() -> sendAway(true));
            }
        });
    }

    /** What the client may no longer receive ends, and so does a will that it may no longer publish. */
    private void check() {
        if (!over && link != null) {
            checkEntry();
            subscribing.check();
            will.check(opened);
        }
    }

    @Override
    public void permissionsChanged() {
        connection.execute(this::check);
    }

    @Override
    public void revoked() {
        connection.execute(() -> sendAway(permissions.isRevoked()));
    }

    private void sendAway(boolean now) {
        if (now && !over) {
            permissions.sentAway();
            revoked = true;
            stop();
            downstream.ended(End.REVOKED);
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
        services.traffic().sent(batch, figures);
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
        if (transactions != null) {
            transactions.close();
        }
        permissions.close();
        subscribing.close();
        window.close();
        beforeDispatch.close();
        spans.close();
        if (link != null) {
            services.traffic().disconnected();
            if (figures != null) {
                services.clients().left(figures, !durable);
            }
            link.close();
        }
    }

    @Override
    public CompletionStage<Receipt> publish(Publication publication) {
        return publishing.publish(publication);
    }

    @Override
    public CompletionStage<Void> release(int token) {
        return publishing.release(token);
    }

    @Override
    public GatewayTransactions transactions() {
        if (transactions == null) {
            transactions = new ClientTransactions(
                    services.transactions(), publishing, this::settling, services.timers(), connection::execute);
        }
        return transactions;
    }

    /** What says in a batch that the client is done with a delivery. */
    private Optional<Consumer<Batch>> settling(long sequence) {
        if (sequence < 0) {
            return unacknowledged.settling(sequence);
        }
        return link != null && window.inboxHas(sequence)
                ? Optional.of(batch -> link.acknowledgeIn(batch, sequence))
                : Optional.empty();
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
    public void reject(long sequence) {
        if (sequence < 0) {
            spans.acknowledged(sequence);
            talk.acknowledges(sequence);
            unacknowledged.reject(sequence);
        } else {
            acknowledge(sequence);
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
            subscribing.resume();
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
        Supplier<CompletionStage<Void>> first = farewell || revoked ? () -> will.drop(opened) : () -> DONE;
        return services.detachments().detach(id(), opened.hold(), first);
    }
}
