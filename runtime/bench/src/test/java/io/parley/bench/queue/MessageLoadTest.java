package io.parley.bench.queue;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageLoadTest {

    private static final Address QUEUE = Address.queue("bench");
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration MEASURE = Duration.ofMillis(200);

    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void measuresAServiceThatDelivers() throws Exception {
        assertTrue(MessageLoad.waiting(new Memory(false), QUEUE, 8, 64)
                        .run(SETTLE, MEASURE)
                        .perSecond()
                > 0);
        assertTrue(MessageLoad.pipelined(new Memory(false), QUEUE, 100, 64)
                        .run(SETTLE, MEASURE)
                        .perSecond()
                > 0);
    }

    @Test
    void failsWhenTheServiceRefuses() {
        MessageLoad load = MessageLoad.waiting(new Memory(true), QUEUE, 8, 64);
        assertThrows(IllegalStateException.class, () -> load.run(SETTLE, MEASURE));
    }

    /** Hands messages over in memory. */
    private final class Memory implements MessageService {
        private final SubmissionPublisher<Delivery> deliveries = new SubmissionPublisher<>(executor, 1024);
        private final boolean refusing;

        Memory(boolean refusing) {
            this.refusing = refusing;
        }

        @Override
        public CompletionStage<Receipt> send(Message message) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        if (refusing) {
                            throw new RefusedException(RefusedException.Reason.LIMIT, "full");
                        }
                        deliveries.submit(new Done(message));
                        return new Receipt(message.id(), Receipt.Outcome.STORED);
                    },
                    executor);
        }

        @Override
        public CompletionStage<Boolean> cancel(Address address, UUID id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flow.Publisher<Delivery> consume(Address address, ConsumeOptions options) {
            return deliveries;
        }

        @Override
        public CompletionStage<Message> encode(Address address, String contentType, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> CompletionStage<T> decode(Message message, Class<T> type) {
            throw new UnsupportedOperationException();
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
