package io.parley.bench.session;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.bench.queue.Failure;
import io.parley.bench.queue.Output;
import io.parley.engine.contract.Subscriptions;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Makes the sessions, many at one time. */
final class Making {

    private static final int WINDOW = 2_000;
    private static final int STALLED_SECONDS = 60;
    private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Payload BODY = Payload.wrap(ByteBuffer.wrap(new byte[100]));
    private static final Payload VALUE =
            Payload.wrap(ByteBuffer.wrap("{\"place\":12345}".getBytes(StandardCharsets.UTF_8)));

    private final Population population;
    private final SessionService sessions;
    private final SessionDirectory directory;
    private final Subscriptions subscriptions;
    private final MessageService messages;
    private final Output output;
    private final Semaphore room = new Semaphore(WINDOW);
    private final Failure failure = new Failure();

    Making(
            Population population,
            SessionService sessions,
            SessionDirectory directory,
            Subscriptions subscriptions,
            MessageService messages,
            Output output) {
        this.population = population;
        this.sessions = sessions;
        this.directory = directory;
        this.subscriptions = subscriptions;
        this.messages = messages;
        this.output = output;
    }

    /** Returns when all is durable. */
    void run() throws InterruptedException {
        long begun = System.nanoTime();
        long told = begun;
        for (int i = 0; i < population.count(); i++) {
            take(1);
            failure.check();
            make(i).whenComplete((done, refused) -> {
                failure.note(refused);
                room.release();
            });
            if (System.nanoTime() - told > TOLD_NANOS) {
                told = System.nanoTime();
                output.progress("%,d of %,d sessions are made".formatted(i + 1, population.count()));
            }
        }
        take(WINDOW);
        failure.check();
        output.note("%,d sessions with %d messages each were made in %.0f s"
                .formatted(population.count(), population.messages(), (System.nanoTime() - begun) / 1e9));
    }

    private void take(int permits) throws InterruptedException {
        if (!room.tryAcquire(permits, STALLED_SECONDS, TimeUnit.SECONDS)) {
            failure.check();
            throw new IllegalStateException("nothing was stored for " + STALLED_SECONDS + " s");
        }
    }

    private CompletionStage<Void> make(int number) {
        String id = Population.id(number);
        NewSession wish = new NewSession(
                Optional.of(id), Session.ANONYMOUS, Population.details(number), Session.NEVER, Optional.empty());
        return directory.create(wish).thenCompose(made -> furnish(number, id));
    }

    private CompletionStage<Void> furnish(int number, String id) {
        SubscriptionRequest wish =
                new SubscriptionRequest(Address.topic(Population.topic(number)), Guarantee.AT_LEAST_ONCE);
        List<CompletionStage<?>> parts = new ArrayList<>();
        parts.add(subscriptions.subscribe(id, true, wish));
        for (String key : Population.KEYS) {
            parts.add(sessions.putState(id, key, VALUE, OptionalLong.empty()));
        }
        for (int i = 0; i < population.messages(); i++) {
            parts.add(
                    messages.send(Message.to(Address.session(id)).payload(BODY).build()));
        }
        return CompletableFuture.allOf(
                parts.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
