package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import io.parley.transport.internal.peer.Reason;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A connection as its protocol sees it: the handler of the moment, what it has not read, what it is about to send. All of
 * that belongs to the lane; while the lane is held it belongs to the event loop. The same object serves every handler that the
 * connection has in its life, since the gateway keeps it. The socket's side is {@link Link}.
 */
final class NettyConnection implements Connection, Lane.Owner {
    private final String id;
    private final Host host;
    private final Link link;
    private SocketAddress remote;
    private String subject;
    private final Lane lane = new Lane(this);
    private final Outbox outbox;
    private final Unread unread;
    private final Timers timers;

    /** Null before the first handler and between two. */
    private ProtocolHandler handler;

    private boolean readingPaused;
    private boolean givingUp;
    private boolean grouped;

    /** Set by any thread: nothing that arrives matters any more. */
    private volatile boolean closing;

    /** Null unless the transport has closed it. */
    private volatile String closedBecause;

    NettyConnection(String id, Host host, Link link, Channel channel) {
        this.id = id;
        this.host = host;
        this.link = link;
        this.remote = channel.remoteAddress();
        this.outbox = new Outbox(channel, host.counters().bytesOut);
        this.unread = new Unread(channel.alloc());
        this.timers = new Timers(channel.eventLoop(), lane);
    }

    // Before the first handler, on the event loop.

    void remote(SocketAddress address) {
        remote = address;
    }

    void subject(String rfc2253) {
        subject = rfc2253;
    }

    /** Any time, on the event loop. */
    void closedBecause(String words) {
        closedBecause = words;
    }

    Lane lane() {
        return lane;
    }

    /** Of the event loop's while the lane is held. */
    Unread unread() {
        return unread;
    }

    // What the socket's side tells the handler, on the lane.

    void begin(Protocol protocol, Gateway gateway, Detached state) {
        readingPaused = false;
        givingUp = false;
        lane.welcome(protocol.getClass().getClassLoader());
        handler = state == null ? protocol.open(this, gateway) : protocol.attach(this, gateway, state);
        readAgain();
        link.resume(Reading.OPENING);
    }

    /** Hands bytes to the handler; what it leaves is kept. The buffer stays the caller's. */
    void received(ByteBuf bytes) {
        grouped = true;
        try {
            if (reads()) {
                hand(unread.join(bytes));
            } else if (!closing) {
                unread.add(bytes);
            }
            checkUnread();
        } catch (Throwable e) {
            taskFailed(e);
        }
    }

    void receivedAll() {
        grouped = true;
        try {
            if (handler != null) {
                handler.receivedAll();
            }
        } catch (Throwable e) {
            taskFailed(e);
        }
        groupEnds();
    }

    void writabilityChanged() {
        if (handler != null) {
            handler.writabilityChanged();
        }
    }

    void goAway(String reason) {
        if (handler != null) {
            handler.goAway(reason);
        }
    }

    /** Asks the handler for what its successor has to know, and then holds the lane and drops every trace of the handler. */
    void giveUp(Consumer<Detached> given) {
        if (handler == null) {
            return;
        }
        givingUp = true;
        handler.detach().whenComplete((state, failure) -> {
            if (state == null) {
                taskFailed(failure != null ? failure : new NullPointerException("detach completed with null"));
            } else {
                lane.hold(() -> gaveUp(state, given));
            }
        });
    }

    private void gaveUp(Detached state, Consumer<Detached> given) {
        ClassLoader loader = handler.getClass().getClassLoader();
        handler = null;
        timers.cancelAll();
        if (loader != Lane.class.getClassLoader()) {
            lane.forget(loader);
        }
        given.accept(state);
    }

    /** The handler closes the connection: what it wrote goes out first. */
    void flushLast() {
        outbox.flush();
        link.shutAfterFlush();
    }

    /** The socket is closed: the last call to the handler. */
    void ended() {
        closing = true;
        try {
            if (handler != null) {
                handler.closed();
            }
        } catch (Throwable e) {
            link.handlerFailed(e);
        } finally {
            dispose();
            link.handlerEnded();
        }
    }

    /** Gives all memory back. */
    void dispose() {
        closing = true;
        handler = null;
        lane.stop();
        timers.cancelAll();
        outbox.close();
        unread.release();
    }

    private boolean reads() {
        return handler != null && !readingPaused && !givingUp && !closing;
    }

    private void hand(ByteBuf joined) {
        ByteBuffer bytes = joined.nioBuffer();
        handler.received(bytes);
        unread.keep(joined, bytes.capacity() - bytes.position());
    }

    private void readAgain() {
        if (reads() && unread.size() > 0) {
            hand(unread.all());
            handler.receivedAll();
        }
    }

    private void checkUnread() {
        if (unread.size() > host.settings().maxUnreadBytes()) {
            link.refuse(Reason.TOO_MUCH_UNREAD, unread.size() + " bytes unread");
            unread.release();
        }
    }

    // The lane.

    @Override
    public void groupBegins() {
        grouped = true;
    }

    @Override
    public void groupEnds() {
        grouped = false;
        outbox.flush();
    }

    @Override
    public void taskFailed(Throwable failure) {
        closing = true;
        link.handlerFailed(failure);
    }

    // For the protocol.

    @Override
    public String id() {
        return id;
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public String listener() {
        return host.name();
    }

    @Override
    public Optional<String> certificateSubject() {
        return Optional.ofNullable(subject);
    }

    @Override
    public Optional<String> setting(String key) {
        return host.settings().setting(key);
    }

    @Override
    public ByteBuffer reserve(int size) {
        return outbox.reserve(size);
    }

    @Override
    public void write(ByteBuffer bytes) {
        outbox.write(bytes);
    }

    @Override
    public void flush() {
        // Whatever is called on the lane is part of a group, and a group flushes once, at its end.
        if (!grouped) {
            outbox.flush();
        }
    }

    @Override
    public boolean writable() {
        return link.writable();
    }

    @Override
    public void pauseReading() {
        if (!readingPaused) {
            readingPaused = true;
            link.pause(Reading.PROTOCOL);
        }
    }

    @Override
    public void resumeReading() {
        if (readingPaused) {
            readingPaused = false;
            link.resume(Reading.PROTOCOL);
            if (unread.size() > 0) {
                lane.execute(this::readAgain);
            }
        }
    }

    @Override
    public Optional<String> closedBecause() {
        return Optional.ofNullable(closedBecause);
    }

    @Override
    public void close() {
        closing = true;
        link.close();
    }

    @Override
    public void execute(Runnable task) {
        lane.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return timers.schedule(delay, task);
    }

    @Override
    public String toString() {
        return id + " " + remote;
    }
}
