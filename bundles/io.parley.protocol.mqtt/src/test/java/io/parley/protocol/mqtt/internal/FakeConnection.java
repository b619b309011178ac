package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A connection without a socket and with a clock that the test moves. */
final class FakeConnection implements Connection {

    final Map<String, String> settings = new HashMap<>();
    final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    final List<Task> timers = new ArrayList<>();
    long nanos;
    boolean paused;
    boolean writable = true;
    boolean closed;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteBuffer room = ByteBuffer.allocateDirect(64 * 1024);
    private int flushed;

    final class Task implements Timer {
        final long due;
        final Runnable run;

        Task(long due, Runnable run) {
            this.due = due;
            this.run = run;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }

    /** What was flushed since the last call. */
    byte[] sent() {
        byte[] all = written.toByteArray();
        byte[] sent = Arrays.copyOf(all, flushed);
        written.reset();
        written.write(all, flushed, all.length - flushed);
        flushed = 0;
        return sent;
    }

    void runTasks() {
        boolean any = !tasks.isEmpty();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        if (any) {
            flush();
        }
    }

    void advance(Duration by) {
        long end = nanos + by.toNanos();
        while (true) {
            Optional<Task> next =
                    timers.stream().filter(task -> task.due <= end).min((a, b) -> Long.compare(a.due, b.due));
            if (next.isEmpty()) {
                break;
            }
            nanos = Math.max(nanos, next.get().due);
            timers.remove(next.get());
            next.get().run.run();
        }
        nanos = end;
    }

    private void collect() {
        byte[] bytes = new byte[room.position()];
        room.flip().get(bytes);
        room.clear();
        if (!closed) {
            written.writeBytes(bytes);
        }
    }

    @Override
    public String id() {
        return "c1";
    }

    @Override
    public SocketAddress remote() {
        return InetSocketAddress.createUnresolved("127.0.0.1", 50_000);
    }

    @Override
    public String listener() {
        return "mqtt";
    }

    @Override
    public Optional<String> certificateSubject() {
        return Optional.empty();
    }

    @Override
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    @Override
    public ByteBuffer reserve(int size) {
        collect();
        if (size > room.capacity()) {
            throw new IllegalArgumentException("reserve(" + size + ")");
        }
        return room.limit(size);
    }

    @Override
    public void write(ByteBuffer bytes) {
        collect();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        if (!closed) {
            written.writeBytes(copy);
        }
    }

    @Override
    public void flush() {
        collect();
        flushed = written.size();
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Task timer = new Task(nanos + delay.toNanos(), task);
        timers.add(timer);
        return timer;
    }
}
