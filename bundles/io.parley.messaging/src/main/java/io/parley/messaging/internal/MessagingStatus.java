package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.status.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Figures of queues and inboxes, asked of the shards that own them. */
final class MessagingStatus implements Status {

    private final Pipeline pipeline;
    private final Messaging messaging;
    private final QueueDirectory queues;

    MessagingStatus(Pipeline pipeline, Messaging messaging, QueueDirectory queues) {
        this.pipeline = pipeline;
        this.messaging = messaging;
        this.queues = queues;
    }

    @Override
    public List<Queue> queues() {
        List<Queue> all =
                ask(home -> home.queues().values().stream().map(this::queue).toList());
        all.sort(Comparator.comparing(Queue::name));
        return all;
    }

    private Queue queue(QueueState queue) {
        long leased = queue.consumers().stream().mapToLong(QueueConsumer::held).sum();
        long waiting = queue.backlog().ring().size() - leased;
        long onTheWayIn = pipeline.waiting(Address.queue(queue.name()));
        return new Queue(
                queue.name(),
                queue.consumers().size(),
                waiting,
                leased,
                onTheWayIn + (queue.backlog().missing().isEmpty() ? 0 : waiting),
                queue.counters.in,
                queue.counters.out,
                queue.counters.redelivered,
                queue.counters.dropped,
                queue.refused.sum(),
                queues.settings(queue.name()).compressor().orElse(""));
    }

    @Override
    public List<Session> sessions(int limit) {
        return ask(home -> sessions(home, limit)).stream().limit(limit).toList();
    }

    private static List<Session> sessions(ShardState home, int limit) {
        List<Session> all = new ArrayList<>();
        home.inboxes().forEach(inbox -> {
            if (all.size() < limit) {
                all.add(inbox.status());
            }
        });
        return all;
    }

    @Override
    public List<String> figures() {
        long stored = ask(home -> List.of(home.stored())).stream()
                .mapToLong(Long::longValue)
                .sum();
        return List.of("messaging.stored " + stored, "messaging.delayed " + messaging.delayed());
    }

    private <T> List<T> ask(Function<ShardState, List<T>> question) {
        List<CompletableFuture<List<T>>> answers = new ArrayList<>();
        for (ShardState home : messaging.shards()) {
            CompletableFuture<List<T>> answer = new CompletableFuture<>();
            home.shard().execute(() -> answer.complete(question.apply(home)));
            answers.add(answer);
        }
        List<T> all = new ArrayList<>();
        try {
            for (CompletableFuture<List<T>> answer : answers) {
                all.addAll(answer.get(5, TimeUnit.SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("A shard does not answer: " + e, e);
        }
        return all;
    }
}
