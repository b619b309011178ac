package io.parley.task.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallsTest {

    private final Calls calls = new Calls();

    private static Reason refusal(CompletionStage<?> stage) {
        Throwable failure = assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().join())
                .getCause();
        return ((RefusedException) failure).reason();
    }

    @Test
    void whatIsUnderWayEndsBeforeAllIsClosed() throws InterruptedException {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> call = calls.call(() -> work).toCompletableFuture();
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            calls.close(Duration.ofSeconds(20));
            seen.complete(call.join());
        });
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(seen.isDone());
        assertEquals(Reason.UNAVAILABLE, refusal(calls.call(() -> CompletableFuture.completedStage("late"))));
        work.complete("done");
        assertEquals("done", seen.join());
        closing.join();
    }

    @Test
    void whoWaitsForTooLongIsToldThatAllStops() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletionStage<String> call = calls.call(() -> work);
        calls.close(Duration.ofMillis(1));
        assertEquals(Reason.UNAVAILABLE, refusal(call));
        work.complete("too late");
        assertEquals(Reason.UNAVAILABLE, refusal(call));
    }

    @Test
    void aCallThatFailsSaysWhy() {
        assertEquals(Reason.LIMIT, refusal(calls.call(() -> {
            throw new RefusedException(Reason.LIMIT, "full");
        })));
        RefusedException full = new RefusedException(Reason.LIMIT, "full");
        assertEquals(Reason.LIMIT, refusal(calls.call(() -> CompletableFuture.failedStage(full))));
        assertTrue(calls.call(() -> CompletableFuture.completedStage("x"))
                .toCompletableFuture()
                .isDone());
        calls.close(Duration.ofSeconds(20));
    }
}
