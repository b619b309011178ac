package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.SendResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

/** Queues in memory, with competing consumers and credit, all on one thread. */
public final class MemoryQueues implements MessageService, AutoCloseable {

    /** What it does wrong. */
    public enum Fault {
        NONE,
        REFUSES,
        REORDERS
    }

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Map<Address, Queue> queues = new HashMap<>();
    private final Fault fault;

    public MemoryQueues(Fault fault) {
        this.fault = fault;
    }

    /** Messages that no consumer has. */
    public int waiting(Address queue) {
        return CompletableFuture.supplyAsync(() -> queue(queue).messages.size(), executor)
                .join();
    }

    private Queue queue(Address address) {
        return queues.computeIfAbsent(address, key -> new Queue());
    }

    @Override
    public CompletionStage<Receipt> send(Message message) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (fault == Fault.REFUSES) {
                        throw new RefusedException(RefusedException.Reason.LIMIT, "full");
                    }
                    queue(message.address()).add(message);
                    return new Receipt(message.id(), Receipt.Outcome.STORED);
                },
                executor);
    }

    @Override
    public CompletionStage<List<SendResult>> sendAll(List<Message> messages, Atomicity atomicity) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Receipt> sendStream(Message envelope, Flow.Publisher<ByteBuffer> content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Message> request(Message request, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> cancel(Address address, UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Delivery> consume(Address address, ConsumeOptions options) {
        return subscriber -> executor.execute(() -> queue(address).join(new Consumer(queue(address), subscriber)));
    }

    @Override
    public CompletionStage<Message> encode(Address address, String contentType, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletionStage<T> decode(Message message, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private final class Queue {
        private final Deque<Message> messages = new ArrayDeque<>();
        private final Deque<Consumer> consumers = new ArrayDeque<>();

        void add(Message message) {
            if (fault == Fault.REORDERS) {
                messages.addFirst(message);
            } else {
                messages.addLast(message);
            }
            dispatch();
        }

        void join(Consumer consumer) {
            consumers.add(consumer);
            consumer.subscriber.onSubscribe(consumer);
        }

        /** In turn to those that have credit. */
        void dispatch() {
            int without = 0;
            while (!messages.isEmpty() && without < consumers.size()) {
                Consumer next = consumers.remove();
                consumers.add(next);
                if (next.credit == 0) {
                    without++;
                } else {
                    without = 0;
                    next.credit--;
                    next.subscriber.onNext(new Done(messages.remove()));
                }
            }
        }
    }

    private final class Consumer implements Flow.Subscription {
        private final Queue queue;
        private final Flow.Subscriber<? super Delivery> subscriber;
        private long credit;

        Consumer(Queue queue, Flow.Subscriber<? super Delivery> subscriber) {
            this.queue = queue;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            executor.execute(() -> {
                credit += more;
                queue.dispatch();
            });
        }

        @Override
        public void cancel() {
            executor.execute(() -> queue.consumers.remove(this));
        }
    }

    private record Done(Message message) implements Delivery {
        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public Instant leaseUntil() {
            return Instant.MAX;
        }

        @Override
        public CompletionStage<Void> ack() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> nack(Duration delay) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> extend(Duration from) {
            throw new UnsupportedOperationException();
        }
    }
}
