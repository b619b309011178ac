package io.parley.auth.file.internal.login;

import io.parley.spi.security.Authenticator.Decision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Says no late, to those who should not ask so often. Bounded: beyond that the answer comes at once. Safe for all threads. */
public final class Refusals {

    static final int MOST_WAITING = 10_000;

    private final ScheduledExecutorService timer;
    private final Duration delay;
    private final AtomicInteger waiting = new AtomicInteger();

    public Refusals(ScheduledExecutorService timer, Duration delay) {
        this.timer = timer;
        this.delay = delay;
    }

    CompletionStage<Decision> late(String reason) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            answer.complete(new Decision.Refused(reason));
        } else {
            timer.schedule(
                    () -> {
                        waiting.decrementAndGet();
                        answer.complete(new Decision.Refused(reason));
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        return answer;
    }
}
