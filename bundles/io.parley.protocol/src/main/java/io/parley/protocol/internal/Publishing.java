package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Opened;
import io.parley.engine.Batch;
import io.parley.engine.pipeline.Origin;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.security.Authorizer.Action;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** What one client publishes: whether it may, in whose name, and each transfer exactly once. Safe for all threads; calls have an order. */
final class Publishing {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Services services;
    private final SessionPermissions permissions;
    private final Talk talk;
    private final String session;
    private final long hold;
    private final boolean durable;
    private final String principal;
    private final Connection connection;

    /** What it sends is counted there; null for nowhere. */
    private Client figures;

    /** By guarantee and whether a value is retained; each made when it is used, since most clients use one, and idle ones none. */
    private final Origin[] origins = new Origin[Guarantee.values().length * 2];

    /** How many publications exactly once are being accepted. */
    private final AtomicInteger transfers = new AtomicInteger();

    /** What it does to states; null until it does. */
    private StatePublishing states;

    /** Whether one was refused since the hold ends, or was about to. */
    private volatile boolean leaving;

    /**
     * @param opened the client's session
     * @param durable whether the session outlives the connection
     */
    Publishing(
            Services services,
            SessionPermissions permissions,
            Talk talk,
            Opened opened,
            boolean durable,
            Connection connection) {
        this.services = services;
        this.permissions = permissions;
        this.talk = talk;
        this.principal = opened.session().principal();
        this.session = opened.session().id();
        this.hold = opened.hold();
        this.connection = connection;
        this.durable = durable;
    }

    /** Before it sends anything. */
    void countFor(Client client) {
        figures = client;
    }

    /** As {@link io.parley.spi.protocol.GatewaySession#publish}. */
    CompletionStage<Receipt> publish(Publication publication) {
        if (StateTopic.isOne(publication.message().address())) {
            if (states == null) {
                ClientStates its = new ClientStates(services.sessions(), services.groupStates(), session);
                states = new StatePublishing(services.transactions(), its, this, connection::execute);
            }
            return states.publish(publication);
        }
        return traced(publication, traced -> whenAllowed(traced, () -> accept(traced)));
    }

    CompletionStage<Receipt> traced(Publication publication, Function<Publication, CompletionStage<Receipt>> then) {
        Span span = services.pipeline().tracing().begin(Operation.RECEIVE, publication.message());
        if (span == Span.NONE) {
            return then.apply(publication);
        }
        span.note(Detail.CLIENT, session);
        span.note(Detail.GUARANTEE, publication.guarantee());
        span.note(Detail.RETAINED, publication.retain());
        return span.over(then.apply(new Publication(
                span.carriedBy(publication.message()),
                publication.guarantee(),
                publication.retain(),
                publication.token())));
    }

    /** Does it behind everything that waits for permission already. */
    <T> CompletionStage<T> whenAllowed(Publication publication, Supplier<CompletionStage<T>> then) {
        return permissions.whenAllowed(Action.SEND, publication.message().address(), then);
    }

    /** Completes when the client may change the state of what has that address. */
    CompletionStage<Void> mayChange(Address address) {
        return permissions.whenAllowed(Action.CHANGE, address, () -> DONE);
    }

    /** Completes when the client may receive what has that address. */
    CompletionStage<Void> mayReceive(Address address) {
        return permissions.whenAllowed(Action.RECEIVE, address, () -> DONE);
    }

    /** Completes when the client may send to that address. */
    CompletionStage<Void> maySend(Address address) {
        return permissions.whenAllowed(Action.SEND, address, () -> DONE);
    }

    /** The client was allowed to send it. */
    void came(Publication publication) {
        services.traffic().received(publication.message(), figures);
        talk.sends(publication);
    }

    private CompletionStage<Receipt> accept(Publication publication) {
        came(publication);
        if (publication.guarantee() == Guarantee.EXACTLY_ONCE) {
            return acceptOnce(publication);
        }
        if (durable && publication.guarantee() == Guarantee.AT_LEAST_ONCE && (leaving || transfers.get() > 0)) {
            // When the hold ends, the transfers in front of it are refused, and come again: this one must not overtake
            // them.
            return services.pipeline().accept(publication.message(), origin(publication), this::require);
        }
        return services.pipeline().accept(publication.message(), origin(publication));
    }

    private CompletionStage<Receipt> acceptOnce(Publication publication) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        transfers.incrementAndGet();
        services.pipeline()
                .accept(publication.message(), origin(publication), batch -> take(batch, publication.token()))
                .whenComplete((done, failure) -> {
                    RefusedException refused = failure == null ? null : RefusedException.of(failure);
                    if (refused != null && refused.reason() == RefusedException.Reason.NOT_OWNED) {
                        leaving = true;
                    }
                    transfers.decrementAndGet();
                    onceOnly(publication, done, refused, receipt);
                });
        return receipt;
    }

    /** A transfer that was accepted before is told so, and nothing else happens. One that is just being accepted may still fail. */
    private void onceOnly(
            Publication publication, Receipt done, RefusedException refused, CompletableFuture<Receipt> receipt) {
        if (refused == null) {
            receipt.complete(done);
        } else if (refused.reason() == RefusedException.Reason.CONFLICT) {
            taken(publication.token()).whenComplete((taken, failure) -> {
                if (failure == null && taken) {
                    receipt.complete(new Receipt(publication.message().id(), Receipt.Outcome.DUPLICATE));
                } else {
                    receipt.completeExceptionally(refused);
                }
            });
        } else {
            receipt.completeExceptionally(refused);
        }
    }

    Origin origin(Publication publication) {
        int place = publication.guarantee().ordinal() * 2 + (publication.retain() ? 1 : 0);
        Origin origin = origins[place];
        if (origin == null) {
            origin = new Origin(principal, session, publication.guarantee(), publication.retain());
            origins[place] = origin;
        }
        return origin;
    }

    String session() {
        return session;
    }

    void take(Batch batch, int token) {
        services.tokens().take(batch, session, hold, token, durable && batch.durable());
    }

    CompletionStage<Boolean> taken(int token) {
        return services.tokens().taken(session, token);
    }

    CompletionStage<Void> release(int token) {
        return services.tokens().free(session, hold, token);
    }

    /** Keeps what this client began away from whoever holds the session next. */
    void require(Batch batch) {
        services.tokens().require(batch, session, hold);
    }
}
