package io.parley.auth.file.internal.login;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A few threads for what is slow by intent, and a queue that ends, in the number of those that wait as well as in the time. Safe
 * for all threads.
 */
public final class HashPool implements AutoCloseable {

    /** Who has waited longer has no use for the answer, and would only hold up others. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ThreadPoolExecutor pool;
    private final AtomicInteger names = new AtomicInteger();

    /**
     * @param threads 1 or more
     * @param queue how many logins may wait for one
     */
    public HashPool(int threads, int queue) {
        pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), this::thread);
        pool.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "parley-auth-hash-" + names.incrementAndGet());
        thread.setDaemon(true);
        // Below those that move messages.
        thread.setPriority(Thread.MIN_PRIORITY + 1);
        return thread;
    }

    /** Empty when too much waits already, at once, or when it has waited for too long. */
    <T> CompletableFuture<Optional<T>> compute(Supplier<T> work) {
        CompletableFuture<Optional<T>> result = new CompletableFuture<>();
        long begun = System.nanoTime();
        try {
            pool.execute(() -> {
                try {
                    boolean late = System.nanoTime() - begun > LONGEST_WAIT_NANOS;
                    result.complete(late ? Optional.empty() : Optional.of(work.get()));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.complete(Optional.empty());
        }
        return result;
    }

    /** What waits is not done any more. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
