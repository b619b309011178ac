package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.transaction.Transaction;
import io.parley.engine.Batch;
import io.parley.engine.contract.Additions;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Publication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One transaction of a client, until it is asked to commit. Owned by the connection's lane. */
final class ClientTransaction {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /** What the client waits for. */
    private record Part(UUID message, CompletableFuture<Receipt> receipt) {}

    private final Publishing publishing;
    private final Transaction transaction;
    private final Executor lane;
    private final BiConsumer<ClientTransaction, RefusedException> refuse;
    private final List<Part> parts = new ArrayList<>();
    private final Set<Integer> tokens = new HashSet<>();
    private final Set<Long> acknowledged = new HashSet<>();

    /** Whether each part may be one is decided elsewhere. */
    private final List<CompletableFuture<?>> decisions = new ArrayList<>();

    private volatile boolean committedBefore;
    private Timers.Timer timer = () -> {};

    /** @param refuse called on the lane with this one and why it can only be aborted; perhaps after its end */
    ClientTransaction(
            Publishing publishing,
            Transaction transaction,
            Executor lane,
            BiConsumer<ClientTransaction, RefusedException> refuse) {
        this.publishing = publishing;
        this.transaction = transaction;
        this.lane = lane;
        this.refuse = refuse;
    }

    void endsWith(Timers.Timer at) {
        timer = at;
    }

    CompletionStage<Receipt> publish(Publication publication) {
        return publishing.traced(publication, traced -> {
            CompletionStage<Receipt> receipt = transfer(traced.message().id(), traced.token());
            decide(publishing.whenAllowed(traced, () -> send(traced)));
            return receipt;
        });
    }

    /** May come after the end. */
    private CompletionStage<Void> send(Publication publication) {
        if (StateTopic.isOne(publication.message().address())) {
            return CompletableFuture.failedStage(new RefusedException(
                    RefusedException.Reason.INVALID,
                    "What is published to " + publication.message().address() + " is no part of a transaction"));
        }
        publishing.came(publication);
        try {
            ((Additions) transaction).send(publication.message(), publishing.origin(publication));
            return DONE;
        } catch (RefusedException | IllegalStateException full) {
            return CompletableFuture.failedStage(full);
        }
    }

    CompletionStage<Receipt> transfer(UUID message, int token) {
        Part part = new Part(message, new CompletableFuture<>());
        parts.add(part);
        if (token != 0) {
            tokens.add(token);
            decide(publishing.taken(token).thenAccept(taken -> {
                if (taken) {
                    committedBefore = true;
                }
            }));
        }
        return part.receipt;
    }

    void acknowledge(long sequence, Consumer<Batch> change) {
        if (acknowledged.add(sequence)) {
            add(change);
        }
    }

    void putState(String key, Payload value, OptionalLong expected) {
        attempt(() -> transaction.putState(publishing.session(), key, value, expected));
        decide(publishing.mayChange(Address.session(publishing.session())));
    }

    void removeState(String key, OptionalLong expected) {
        attempt(() -> transaction.removeState(publishing.session(), key, expected));
        decide(publishing.mayChange(Address.session(publishing.session())));
    }

    void putGroupState(String group, String key, Payload value, OptionalLong expected) {
        changeGroup(group, () -> transaction.putGroupState(publishing.session(), group, key, value, expected));
    }

    void removeGroupState(String group, String key, OptionalLong expected) {
        changeGroup(group, () -> transaction.removeGroupState(publishing.session(), group, key, expected));
    }

    private void changeGroup(String group, Runnable addition) {
        attempt(addition);
        decide(publishing.maySend(Address.group(group)));
        decide(publishing.mayChange(Address.group(group)));
    }

    private void add(Consumer<Batch> change) {
        attempt(() -> ((Additions) transaction).add(change));
    }

    private void attempt(Runnable addition) {
        try {
            addition.run();
        } catch (RefusedException why) {
            decide(CompletableFuture.failedStage(why));
        }
    }

    private void decide(CompletionStage<?> decision) {
        CompletableFuture<?> one = decision.toCompletableFuture();
        if (one.isDone() && !one.isCompletedExceptionally()) {
            return;
        }
        decisions.add(one);
        one.whenComplete((done, failure) -> {
            if (failure != null) {
                lane.execute(() -> refuse.accept(this, RefusedException.of(failure)));
            }
        });
    }

    /** It takes no parts any more. */
    CompletionStage<Void> commit() {
        timer.cancel();
        return CompletableFuture.allOf(decisions.toArray(CompletableFuture[]::new))
                .thenCompose(decided -> committedBefore ? again() : commitDecided())
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        Receipt.Outcome outcome = committedBefore ? Receipt.Outcome.DUPLICATE : Receipt.Outcome.STORED;
                        parts.forEach(part -> part.receipt.complete(new Receipt(part.message, outcome)));
                    } else {
                        fail(RefusedException.of(failure));
                    }
                });
    }

    private CompletionStage<Void> again() {
        transaction.rollback();
        return DONE;
    }

    /** A token is as durable as everything else, so it comes behind that. */
    private CompletionStage<Void> commitDecided() {
        Additions more = (Additions) transaction;
        tokens.forEach(token -> more.add(batch -> publishing.take(batch, token)));
        more.add(batch -> {
            publishing.require(batch);
            batch.inOrderOf(publishing.session());
        });
        return transaction.commit();
    }

    void abort(RefusedException why) {
        timer.cancel();
        transaction.rollback();
        fail(why);
    }

    private void fail(RefusedException why) {
        parts.forEach(part -> part.receipt.completeExceptionally(why));
    }
}
