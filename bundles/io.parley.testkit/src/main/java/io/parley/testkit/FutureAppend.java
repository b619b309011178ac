package io.parley.testkit;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An append for tests: its outcome is a future, and it counts how often it was told. */
public class FutureAppend implements Append {

    private static final long LIMIT_SECONDS = 30;

    private final List<ByteBuffer> data;
    private final Durability durability;
    private final CompletableFuture<Long> outcome = new CompletableFuture<>();
    private final AtomicInteger outcomes = new AtomicInteger();
    private volatile Thread toldBy;

    public FutureAppend(Durability durability, ByteBuffer... data) {
        this.durability = durability;
        this.data = List.of(data);
    }

    public FutureAppend(String text) {
        this(Durability.FSYNC, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<ByteBuffer> data() {
        return data;
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public void committed(long position) {
        told();
        outcome.complete(position);
    }

    @Override
    public void failed(JournalException cause) {
        told();
        outcome.completeExceptionally(cause);
    }

    /** Completes with the position, or exceptionally with the journal's own exception. */
    public CompletableFuture<Long> outcome() {
        return outcome;
    }

    /** How often {@link #committed} and {@link #failed} were called. */
    public int outcomes() {
        return outcomes.get();
    }

    /** The thread that told the outcome; null before. */
    public Thread toldBy() {
        return toldBy;
    }

    /** Waits for the position. */
    public long position() throws InterruptedException, TimeoutException {
        try {
            return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("append failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Waits for the failure. */
    public JournalException failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("committed at " + outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (JournalException) e.getCause();
        }
    }

    private void told() {
        toldBy = Thread.currentThread();
        outcomes.incrementAndGet();
    }
}
