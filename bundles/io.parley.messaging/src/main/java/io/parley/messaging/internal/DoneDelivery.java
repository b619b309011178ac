package io.parley.messaging.internal;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.Enlists;
import io.parley.engine.contract.Rejects;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A delivery to a consumer that takes messages at most once: the message is done with, and nothing can be changed about that. */
interface DoneDelivery extends Delivery, Enlists, Rejects {

    /** One that was in the queue. */
    record Taken(Message message, int attempt) implements DoneDelivery {}

    @Override
    default Instant leaseUntil() {
        return Instant.MAX;
    }

    @Override
    default CompletionStage<Void> ack() {
        return QueueDelivery.DONE;
    }

    @Override
    default CompletionStage<Void> nack(Duration delay) {
        return CompletableFuture.failedStage(notOwned("given back"));
    }

    @Override
    default CompletionStage<Void> extend(Duration from) {
        return CompletableFuture.failedStage(notOwned("held for longer"));
    }

    @Override
    default CompletionStage<Void> reject() {
        return CompletableFuture.failedStage(notOwned("rejected"));
    }

    /** It is done with whatever becomes of the batch, so the batch cannot have it as a part. */
    @Override
    default void acknowledgeIn(Batch batch) {
        throw notOwned("acknowledged together with something else");
    }

    private static RefusedException notOwned(String what) {
        return new RefusedException(
                RefusedException.Reason.NOT_OWNED,
                "This message was done with when it came, since its consumer takes messages at most once: it cannot be "
                        + what);
    }
}
