package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Message;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.contract.Shares;
import io.parley.engine.op.Cause;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Pipeline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What tools see of queues. */
final class QueueAdminImpl implements QueueAdmin {

    private final Engine engine;
    private final Pipeline pipeline;
    private final Transfer transfer;
    private final Messaging messaging;
    private final QueueDirectory queues;

    QueueAdminImpl(Engine engine, Pipeline pipeline, Transfer transfer, Messaging messaging, QueueDirectory queues) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.transfer = transfer;
        this.messaging = messaging;
        this.queues = queues;
    }

    @Override
    public CompletionStage<List<Message>> browse(Address queue, Predicate<Message> wanted, int limit) {
        return checked(() -> survey(queue, wanted, limit)
                .thenApply(found -> found.stream().map(Survey.Found::message).toList()));
    }

    @Override
    public CompletionStage<Integer> purge(Address queue, Predicate<Message> wanted, int limit) {
        return checked(() -> survey(queue, wanted, limit).thenCompose(found -> {
            List<Extraction.Item> items = found.stream()
                    .map(one -> new Extraction.Item(one.entry(), one.message(), StoredMessage.plain(one.message())))
                    .toList();
            return new Extraction(messaging.home(queue.name()), queue.name(), Cause.PURGED)
                    .run(items, engine.batch(), (batch, item) -> {});
        }));
    }

    @Override
    public CompletionStage<Integer> move(Address from, Address to, Predicate<Message> wanted, int limit) {
        return checked(() -> {
            check(to);
            if (from.equals(to)) {
                throw new RefusedException(
                        Reason.INVALID, "Messages of " + from + " cannot be moved to where they are");
            }
            queues.admit(to.name());
            return survey(from, wanted, limit)
                    .thenCompose(found -> stored(found, to))
                    .thenCompose(items -> move(items, from.name(), to.name()));
        });
    }

    private CompletionStage<Integer> move(List<Extraction.Item> items, String from, String to) {
        return new Extraction(messaging.home(from), from, Cause.MOVED)
                .run(
                        items,
                        transfer.batch(to, items.size()),
                        (batch, item) -> transfer.add(batch, to, item.message(), item.stored()));
    }

    /** As the other queue stores them; one after the other, as its compressor is asked. */
    private CompletionStage<List<Extraction.Item>> stored(List<Survey.Found> found, Address to) {
        List<CompletableFuture<Extraction.Item>> items = found.stream()
                .map(one -> {
                    Message message = one.message().with().address(to).build();
                    return transfer.stored(message, to.name())
                            .thenApply(stored -> new Extraction.Item(one.entry(), message, stored))
                            .toCompletableFuture();
                })
                .toList();
        return CompletableFuture.allOf(items.toArray(CompletableFuture[]::new))
                .thenApply(done -> items.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public CompletionStage<Integer> replay(Address deadLetters, Predicate<Message> wanted, int limit) {
        return checked(() -> survey(
                        deadLetters,
                        message -> message.headers().first(DeadLetters.ORIGIN).isPresent() && wanted.test(message),
                        limit)
                .thenCompose(found ->
                        new Replay(messaging.home(deadLetters.name()), deadLetters.name(), pipeline).run(found)));
    }

    private CompletionStage<List<Survey.Found>> survey(Address queue, Predicate<Message> wanted, int limit) {
        check(queue);
        if (limit < 1 || limit > MOST) {
            throw new RefusedException(Reason.INVALID, "The limit is from 1 to " + MOST + ", not " + limit);
        }
        return new Survey(messaging.home(queue.name()), queue.name(), wanted, limit).run();
    }

    private static void check(Address queue) {
        if (queue.kind() != Address.Kind.QUEUE || Shares.isShared(queue.name())) {
            throw new RefusedException(Reason.INVALID, "This is for queues, such as queue:orders, not for " + queue);
        }
    }

    private static <T> CompletionStage<T> checked(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            call.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(RefusedException.of(failure));
                }
            });
        } catch (RefusedException e) {
            result.completeExceptionally(e);
        }
        return result;
    }
}
