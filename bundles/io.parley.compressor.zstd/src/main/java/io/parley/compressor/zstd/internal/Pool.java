package io.parley.compressor.zstd.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps what is costly to make, for the next call. Safe for all threads; never waits: who finds it empty makes one, and
 * who finds it full or closed disposes of one.
 */
final class Pool<T> implements AutoCloseable {

    private final BlockingQueue<T> idle;
    private final Supplier<T> make;
    private final Consumer<T> dispose;
    private volatile boolean closed;

    Pool(int size, Supplier<T> make, Consumer<T> dispose) {
        this.idle = new ArrayBlockingQueue<>(size);
        this.make = make;
        this.dispose = dispose;
    }

    T take() {
        T item = idle.poll();
        return item == null ? make.get() : item;
    }

    /** The caller no longer uses it. */
    void give(T item) {
        if (!idle.offer(item)) {
            dispose.accept(item);
        } else if (closed) {
            close();
        }
    }

    /** Disposes of what is idle now, and of the rest when it is given back. */
    @Override
    public void close() {
        closed = true;
        for (T item = idle.poll(); item != null; item = idle.poll()) {
            dispose.accept(item);
        }
    }
}
