package io.parley.bench.trial;

import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Failure;
import io.parley.bench.queue.Output;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Sends many messages, a window of them under way at once, and waits until all are stored. */
final class Filling {

    private static final int WINDOW = 16_384;
    private static final int STALLED_SECONDS = 60;
    private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MessageService service;
    private final Output output;
    private final Semaphore room = new Semaphore(WINDOW);
    private final Failure failure = new Failure();

    Filling(MessageService service, Output output) {
        this.service = service;
        this.output = output;
    }

    /**
     * Sends those with the numbers from the first on.
     *
     * @throws IllegalStateException when one is refused, or nothing is stored for {@value #STALLED_SECONDS} s
     */
    void send(long first, int count, LongFunction<Message> messages) throws InterruptedException {
        long told = System.nanoTime();
        for (int i = 0; i < count; i++) {
            take(1);
            failure.check();
            service.send(messages.apply(first + i)).whenComplete((receipt, refused) -> {
                failure.note(refused);
                room.release();
            });
            if (System.nanoTime() - told > TOLD_NANOS) {
                told = System.nanoTime();
                output.progress("%,d of %,d messages are sent".formatted(i + 1, count));
            }
        }
        take(WINDOW);
        room.release(WINDOW);
        failure.check();
    }

    private void take(int permits) throws InterruptedException {
        if (!room.tryAcquire(permits, STALLED_SECONDS, TimeUnit.SECONDS)) {
            failure.check();
            throw new IllegalStateException("nothing was stored for " + STALLED_SECONDS + " s");
        }
    }
}
