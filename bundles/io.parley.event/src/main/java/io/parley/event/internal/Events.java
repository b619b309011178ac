package io.parley.event.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.EventService;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.TopicOp;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.event.internal.flow.Cursors;
import io.parley.event.internal.flow.EventFlow;
import io.parley.event.internal.flow.FlowHub;
import io.parley.event.internal.topic.Place;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The service for applications: stages complete on workers. */
final class Events implements EventService {

    private static final Origin RETAINED =
            new Origin(Origin.IN_PROCESS.principal(), Origin.IN_PROCESS.sender(), Origin.IN_PROCESS.guarantee(), true);

    private final Engine engine;
    private final Pipeline pipeline;
    private final FlowHub flows;
    private final Cursors cursors;
    private final StartGate gate;

    Events(Engine engine, Pipeline pipeline, FlowHub flows, Cursors cursors, StartGate gate) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.flows = flows;
        this.cursors = cursors;
        this.gate = gate;
    }

    @Override
    public CompletionStage<Receipt> publish(Message message, boolean retain) {
        if (message.address().kind() != Address.Kind.TOPIC) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.INVALID, "Events are published to topic: addresses, not to " + message.address()));
        }
        return atEdge(pipeline.accept(message, retain ? RETAINED : Origin.IN_PROCESS));
    }

    @Override
    public Flow.Publisher<Event> subscribe(Subscription subscription) {
        return new EventFlow(
                flows,
                subscription,
                task -> gate.<Void>call(subscription.pattern(), (shard, result) -> {
                    task.run();
                    result.complete(null);
                }));
    }

    @Override
    public CompletionStage<Void> acknowledge(String subscriptionName, Cursor cursor) {
        return atEdge(gate.call(subscriptionName, (shard, result) -> {
            Place place = Place.of(cursor);
            String pattern = cursors.pattern(subscriptionName);
            if (pattern == null) {
                throw new RefusedException(
                        Reason.NOT_FOUND, "There is no durable subscription named '" + subscriptionName + "'");
            }
            commit(
                    engine.batch()
                            .add(new TopicOp.CursorSet(subscriptionName, pattern, place.position(), place.within())),
                    result);
        }));
    }

    @Override
    public CompletionStage<Void> unsubscribe(String subscriptionName) {
        return atEdge(gate.call(subscriptionName, (shard, result) -> {
            if (cursors.pattern(subscriptionName) == null) {
                result.complete(null);
            } else {
                commit(engine.batch().add(new TopicOp.CursorRemoved(subscriptionName)), result);
            }
        }));
    }

    private static void commit(Batch batch, CompletableFuture<Void> result) {
        batch.commit().whenComplete((done, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(RefusedException.of(failure));
            }
        });
    }

    private <T> CompletionStage<T> atEdge(CompletionStage<T> stage) {
        CompletableFuture<T> edge = new CompletableFuture<>();
        stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        edge.complete(value);
                    } else {
                        edge.completeExceptionally(RefusedException.of(failure));
                    }
                },
                engine.workers());
        return edge;
    }
}
