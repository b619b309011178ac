package io.parley.itest.mqtt.fuzz;

import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A client's connection, both ends of it, as strict with the handler as a transport may be. For the {@link Loop}. */
final class Client implements Connection {

    private static final byte STALE = 0x5a;

    private final Loop loop;
    private final String listener;
    private final Map<String, String> settings;
    private final Sent sent = new Sent();
    private final ByteBuffer room = ByteBuffer.allocate(64 * 1024);
    private ProtocolHandler handler;
    private byte[] unread = {};
    private boolean paused;
    private boolean writable = true;
    private boolean closing;
    private boolean over;

    /** Set while the handler gives the connection up. */
    private CompletableFuture<Detached> handover;

    Client(Loop loop, String listener, Map<String, String> settings) {
        this.loop = loop;
        this.listener = listener;
        this.settings = settings;
    }

    void open(Protocol protocol, Gateway gateway) {
        handler = protocol.open(this, gateway);
        loop.run();
    }

    /** Bytes arrive. */
    void send(byte[] bytes) {
        int before = unread.length;
        unread = Arrays.copyOf(unread, before + bytes.length);
        System.arraycopy(bytes, 0, unread, before, bytes.length);
        feed();
        loop.run();
    }

    private void feed() {
        if (over || closing || paused || handover != null || unread.length == 0) {
            return;
        }
        byte[] lent = unread;
        ByteBuffer in = ByteBuffer.wrap(lent);
        handler.received(in);
        handler.receivedAll();
        unread = Arrays.copyOfRange(lent, in.position(), lent.length);
        // Who keeps the buffer reads this.
        Arrays.fill(lent, STALE);
    }

    /** The network breaks. */
    void breakOff() {
        loop.add(this::over);
        loop.run();
    }

    private void over() {
        if (!over && handover == null) {
            over = true;
            handler.closed();
        }
    }

    void writable(boolean now) {
        if (writable != now && !over && handover == null) {
            writable = now;
            handler.writabilityChanged();
            flush();
            loop.run();
        }
    }

    void goAway() {
        if (!over && !closing && handover == null) {
            handler.goAway("maintenance");
            loop.run();
        }
    }

    /** The handler is asked to give the connection up. */
    void detach() {
        if (!over && !closing && handover == null) {
            CompletableFuture<Detached> stage = handler.detach().toCompletableFuture();
            handover = stage;
            loop.run();
        }
    }

    /** Whether a handover is under way that is not complete. */
    boolean detaching() {
        return handover != null && !handover.isDone();
    }

    /** The next handler goes on with what the last one has given up. */
    void attach(Protocol protocol, Gateway gateway) {
        if (handover == null) {
            return;
        }
        Detached state = handover.join();
        handover = null;
        if (closing) {
            loop.add(this::over);
        } else {
            paused = false;
            handler = protocol.attach(this, gateway, state);
            feed();
            flush();
        }
        loop.run();
    }

    /** The handler reads what comes, or has no reason to. */
    boolean reads() {
        return over || closing || !paused || !writable;
    }

    /** The client is connected, and what it has sent has been read to its end. */
    boolean mustAnswer() {
        return sent.connected() && writable && !over && !closing && !paused && unread.length == 0;
    }

    boolean closed() {
        return closing || over;
    }

    Sent sent() {
        return sent;
    }

    @Override
    public String id() {
        return "c";
    }

    @Override
    public SocketAddress remote() {
        return InetSocketAddress.createUnresolved("127.0.0.1", 1);
    }

    @Override
    public String listener() {
        return listener;
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
        sent.add(room);
        room.clear();
    }

    @Override
    public void write(ByteBuffer bytes) {
        collect();
        sent.add(bytes);
    }

    @Override
    public void flush() {
        collect();
        sent.flush();
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
        loop.add(this::feed);
    }

    @Override
    public void close() {
        closing = true;
        loop.add(this::over);
    }

    @Override
    public void execute(Runnable task) {
        loop.add(() -> {
            if (!over) {
                task.run();
                flush();
            }
        });
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return loop.schedule(() -> execute(task));
    }
}
