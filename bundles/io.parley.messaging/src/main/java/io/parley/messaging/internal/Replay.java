package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends dead letters back to where they came from, one after the other. */
final class Replay {

    private final ShardState home;
    private final String name;
    private final Pipeline pipeline;
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private int sent;

    Replay(ShardState home, String name, Pipeline pipeline) {
        this.home = home;
        this.name = name;
        this.pipeline = pipeline;
    }

    CompletionStage<Integer> run(List<Survey.Found> letters) {
        Iterator<Survey.Found> rest = letters.iterator();
        home.shard().execute(() -> next(rest));
        return result;
    }

    private void next(Iterator<Survey.Found> rest) {
        QueueState queue = home.queues().get(name);
        while (rest.hasNext() && queue != null) {
            Survey.Found letter = rest.next();
            Entry entry = queue.takeOut(letter.entry().sequence, Cause.MOVED);
            if (entry != null) {
                send(queue, entry, letter.message(), rest);
                return;
            }
        }
        home.complete(() -> result.complete(sent));
    }

    private void send(QueueState queue, Entry entry, Message letter, Iterator<Survey.Found> rest) {
        CompletionStage<?> accepted;
        try {
            Address origin =
                    Address.parse(letter.headers().first(DeadLetters.ORIGIN).orElseThrow());
            accepted = pipeline.acceptDue(
                    DeadLettering.restored(letter.with().address(origin).build()),
                    Origin.IN_PROCESS,
                    batch -> batch.add(new QueueOp.Remove(name, entry.sequence, 1, Cause.MOVED, entry.durable)));
        } catch (RuntimeException e) {
            accepted = CompletableFuture.failedStage(e);
        }
        accepted.whenComplete((receipt, failure) -> home.shard().execute(() -> {
            if (failure == null) {
                sent++;
                next(rest);
                return;
            }
            queue.putBack(entry, Cause.MOVED);
            home.complete(() -> {
                if (sent > 0) {
                    result.complete(sent);
                } else {
                    result.completeExceptionally(RefusedException.of(failure));
                }
            });
        }));
    }
}
