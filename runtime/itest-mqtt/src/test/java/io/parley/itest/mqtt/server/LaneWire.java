package io.parley.itest.mqtt.server;

import io.parley.itest.mqtt.wire.Wire;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection without a socket: the client's end for the test's thread, the server's end on a lane of its own. */
final class LaneWire implements Wire, Connection {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final byte[] END = new byte[0];

    private final Lane lane;
    private final String name;
    private final Map<String, String> settings;
    private final Outgoing outgoing;
    private final int number = NUMBERS.incrementAndGet();
    private ProtocolHandler handler;

    // For the lane.
    private final ByteBuffer room = ByteBuffer.allocate(64 * 1024);
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private boolean paused;
    private boolean over;

    // For the test's thread, but for the queue.
    private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    private byte[] reading = END;
    private int at;
    private boolean ended;

    private LaneWire(String listener, Map<String, String> settings, DisabledRules rules, Sabotage sabotage) {
        this.lane = new Lane(rules);
        this.name = listener;
        this.settings = Map.copyOf(settings);
        this.outgoing = new Outgoing(sabotage);
    }

    /**
     * A client connects.
     *
     * @param listener the name of one for each map of settings
     */
    static LaneWire open(
            Protocol protocol,
            Gateway gateway,
            String listener,
            Map<String, String> settings,
            DisabledRules rules,
            Sabotage sabotage) {
        LaneWire wire = new LaneWire(listener, settings, rules, sabotage);
        wire.lane.run(() -> wire.handler = protocol.open(wire, gateway));
        return wire;
    }

    @Override
    public void send(byte[] bytes) {
        lane.run(() -> {
            if (!over) {
                unread = ByteBuffer.allocate(unread.remaining() + bytes.length)
                        .put(unread)
                        .put(bytes)
                        .flip();
                feed();
            }
        });
    }

    private void feed() {
        if (!over && !paused && unread.hasRemaining()) {
            handler.received(unread);
            handler.receivedAll();
        }
    }

    @Override
    public int read(Duration within) throws IOException {
        while (at == reading.length) {
            if (ended) {
                return -1;
            }
            try {
                reading = sent.poll(within.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            }
            if (reading == null) {
                reading = END;
                at = 0;
                throw new IOException("Nothing within " + within);
            }
            ended = reading == END;
            at = 0;
        }
        return reading[at++] & 0xff;
    }

    /** The client's end waits until the server knows. */
    @Override
    public void close() {
        if (lane.isCurrent()) {
            lane.run(this::over);
        } else {
            CompletableFuture.runAsync(this::over, lane::run).join();
        }
    }

    private void over() {
        if (!over) {
            over = true;
            sent.add(END);
            handler.closed();
        }
    }

    @Override
    public String id() {
        return "c" + number;
    }

    @Override
    public SocketAddress remote() {
        return InetSocketAddress.createUnresolved("127.0.0.1", 1 + number % 65_535);
    }

    @Override
    public String listener() {
        return name;
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
        return room.limit(size);
    }

    private void collect() {
        room.flip();
        outgoing.add(room);
        room.clear();
    }

    @Override
    public void write(ByteBuffer bytes) {
        collect();
        outgoing.add(bytes);
    }

    @Override
    public void flush() {
        collect();
        byte[] packets = outgoing.take();
        if (!over && packets.length > 0) {
            sent.add(packets);
        }
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        lane.run(this::feed);
    }

    @Override
    public void execute(Runnable task) {
        lane.run(() -> {
            if (!over) {
                task.run();
                flush();
            }
        });
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> timer = Lane.later(delay, () -> execute(task));
        return () -> timer.cancel(false);
    }
}
