package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.transport.internal.peer.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection as the socket's side sees it: which protocol instance speaks on it, whether it is read, what ends it. Of the
 * event loop, except where a method says otherwise. The handler's side is {@link NettyConnection}.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final Host host;
    private final Channel channel;
    private final EventLoop loop;
    private final NettyConnection connection;
    private final Reading reading;
    private final Deadlines deadlines;
    private final FirstByte firstByte;
    private final Parking parking;
    private final Identification identification;
    private final Ending ending;
    private final Waiters settled = new Waiters();

    private Phase phase = Phase.ARRIVING;
    private String protocolName;
    private ProtocolRef ref;
    private boolean inline = true;
    private Gateway gateway;

    /** What the last handler left for the next one, or null. */
    private Handover handover;

    private boolean laneHeld = true;

    Link(String id, Host host, Channel channel) {
        this.host = host;
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.connection = new NettyConnection(id, host, this, channel);
        this.reading = new Reading(channel);
        this.ending = new Ending(host, channel, connection, () -> !laneHeld);
        this.identification = new Identification(loop, host.workers());
        this.deadlines = new Deadlines(
                channel,
                () -> host.settings().writeStall(),
                () -> ending.now(Reason.STALLED, "it takes nothing though bytes wait for it"));
        this.firstByte = new FirstByte(host, deadlines, this);
        this.parking = new Parking(host, reading, deadlines);
    }

    // For any thread.

    Wire wire(boolean direct) {
        return new Wire(this, host, channel, deadlines, reading, direct);
    }

    Head head() {
        return new Head(deadlines);
    }

    NettyConnection connection() {
        return connection;
    }

    Ending ending() {
        return ending;
    }

    boolean writable() {
        return channel.isWritable();
    }

    /** Bytes that wait for the client. */
    long unsent() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    /** A handler is there or asks for a pause; see {@link Reading} for the reasons. */
    void pause(int reason) {
        onLoop(() -> reading.pause(reason));
    }

    void resume(int reason) {
        onLoop(() -> reading.resume(reason));
    }

    void refuse(Reason reason, String detail) {
        onLoop(() -> ending.now(reason, detail));
    }

    void handlerFailed(Throwable failure) {
        LOG.debug("{}: failure in protocol {}", connection, protocolName, failure);
        refuse(Reason.PROTOCOL_FAILED, failure.toString());
    }

    void handlerEnded() {
        onLoop(() -> {
            laneHeld = true;
            ended();
        });
    }

    /** The handler's last bytes have been flushed. */
    void shutAfterFlush() {
        onLoop(this::shut);
    }

    /** Sends what the handler wrote, says end of stream, and closes. */
    void close() {
        loop.execute(() -> {
            if (laneHeld) {
                shut();
            } else {
                connection.lane().execute(connection::flushLast);
            }
        });
    }

    /**
     * Looks at the listener's routing again.
     *
     * @param done completed once no handler is in use here that the routing does not name any more
     */
    void reroute(CompletableFuture<Void> done) {
        onLoop(() -> {
            follow(host.routing());
            if (laneHeld || phase == Phase.TALKING) {
                done.complete(null);
            } else {
                settled.add(done);
            }
        });
    }

    void stop(CompletableFuture<Void> done) {
        onLoop(() -> {
            if (phase == Phase.CLOSED && laneHeld) {
                done.complete(null);
                return;
            }
            settled.add(done);
            if (phase == Phase.TALKING) {
                leave(Reason.STOPPED, "the server stops");
            } else if (phase == Phase.ARRIVING || phase == Phase.WAITING || phase == Phase.DETACHING) {
                host.counters().refused(Reason.STOPPED);
                channel.close();
            }
        });
    }

    void settingsChanged() {
        onLoop(() -> channel.config().setWriteBufferWaterMark(host.settings().waterMark()));
    }

    /** Closes at once, whatever there is left to be said. */
    void kill() {
        channel.close();
    }

    private void onLoop(Runnable task) {
        Loops.run(loop, task);
    }

    // Whom the connection talks to.

    /** The socket is open, and what comes from it from now on is for the protocol. */
    void opened() {
        phase = Phase.WAITING;
        firstByte.await();
        proceed();
    }

    private void follow(Routing routing) {
        switch (phase) {
            case WAITING -> proceed();
            case TALKING -> {
                if (routing.protocol(protocolName) != ref) {
                    detach();
                } else if (routing.gateway() == null) {
                    if (reading.pause(Reading.GATEWAY)) {
                        deadlines.within(
                                host.settings().park(),
                                () -> leave(Reason.PARKED_TOO_LONG, "the gateway is not running"));
                    }
                } else if (routing.gateway() != gateway) {
                    leave(Reason.GATEWAY_REPLACED, "the server has restarted its gateway");
                } else if (reading.resume(Reading.GATEWAY)) {
                    firstByte.await();
                }
            }
            case LEAVING, CLOSING -> {
                if (routing.protocol(protocolName) != ref) {
                    deadlines.within(host.settings().drain(), this::kill);
                }
            }
            default -> {}
        }
    }

    private void proceed() {
        Routing routing = host.routing();
        if (protocolName == null && host.settings().protocols().size() > 1) {
            identify(routing);
            return;
        } else if (protocolName == null) {
            protocolName = host.settings().protocols().get(0);
        }
        ProtocolRef next = routing.protocol(protocolName);
        if (next == null || routing.gateway() == null) {
            park(protocolName);
        } else if (handover != null && !handover.validFor(routing.gateway())) {
            ending.now(Reason.GATEWAY_REPLACED, "its session belongs to a gateway that is gone");
        } else {
            talk(next, routing.gateway());
        }
    }

    /** Finds the protocol's name, and proceeds when that is known. */
    private void identify(Routing routing) {
        byte[] first = connection.unread().peek();
        if (first.length == 0) {
            reading.resume(Reading.WAITING);
            return;
        }
        reading.pause(Reading.WAITING);
        identification.identify(host.settings().protocols(), routing, first, result -> identified(routing, result));
    }

    private void identified(Routing asked, Detector.Result result) {
        if (phase != Phase.WAITING) {
            return;
        }
        switch (result.outcome()) {
            case FOUND -> {
                protocolName = result.name();
                proceed();
            }
            case MORE_BYTES_NEEDED -> {
                parking.end();
                reading.resume(Reading.WAITING);
            }
            case ONE_IS_ABSENT -> {
                park(result.name());
                if (asked != host.routing()) {
                    proceed();
                }
            }
            case UNKNOWN ->
                ending.now(
                        Reason.UNKNOWN_PROTOCOL,
                        "the first bytes are of none of " + host.settings().protocols());
        }
    }

    private void park(String needed) {
        parking.begin(
                () -> ending.now(Reason.PARKED_TOO_LONG, "protocol " + needed + " or the gateway is not running"));
    }

    private void talk(ProtocolRef next, Gateway with) {
        parking.end();
        Detached state = handover == null ? null : handover.state();
        handover = null;
        phase = Phase.TALKING;
        ref = next;
        gateway = with;
        inline = next.inline();
        laneHeld = false;
        reading.begin();
        Executor executor = inline ? loop : host.workers();
        connection.lane().start(executor, () -> connection.begin(next.protocol(), with, state));
        firstByte.await();
    }

    private void detach() {
        phase = Phase.DETACHING;
        reading.pause(Reading.DETACHING);
        String was = protocolName;
        deadlines.within(
                host.settings().drain(),
                () -> ending.now(Reason.DRAIN_TIMEOUT, "protocol " + was + " did not give the connection up in time"));
        connection.lane().execute(() -> connection.giveUp(state -> onLoop(() -> gaveUp(state))));
    }

    private void gaveUp(Detached state) {
        laneHeld = true;
        ref = null;
        handover = new Handover(state, gateway);
        if (phase != Phase.DETACHING) {
            if (phase == Phase.CLOSED) {
                dispose();
            }
            settled.complete();
            return;
        }
        phase = Phase.WAITING;
        reading.pause(Reading.WAITING);
        reading.resume(Reading.DETACHING);
        proceed();
        settled.complete();
    }

    private void leave(Reason reason, String why) {
        phase = Phase.LEAVING;
        host.counters().refused(reason);
        reading.pause(Reading.DETACHING);
        deadlines.within(host.settings().drain(), this::kill);
        connection.lane().execute(() -> connection.goAway(why));
    }

    // How it ends.

    private void shut() {
        if (phase != Phase.CLOSING && phase != Phase.CLOSED) {
            phase = Phase.CLOSING;
            deadlines.none();
            Farewell.say(channel, reading);
        }
    }

    /** The socket is closed. */
    void closed() {
        phase = Phase.CLOSED;
        deadlines.end();
        parking.end();
        if (laneHeld) {
            dispose();
        } else {
            connection.lane().execute(connection::ended);
        }
    }

    /** After the last handler, or without there having been one. */
    private void dispose() {
        if (handover != null) {
            handover.abandon();
        }
        connection.dispose();
        ended();
    }

    private void ended() {
        // The gateway may keep the connection for longer.
        ref = null;
        gateway = null;
        host.ended(this);
        settled.complete();
    }

    // What passes through.

    void received(ByteBuf bytes) {
        if (firstByte.came() && phase == Phase.TALKING) {
            deadlines.none();
        }
        if (phase == Phase.TALKING || phase == Phase.DETACHING) {
            if (inline) {
                connection.received(bytes);
            } else {
                reading.handToWorker(connection, bytes);
            }
        } else if (phase == Phase.WAITING) {
            connection.unread().add(bytes);
        }
    }

    void receivedAll() {
        if (phase == Phase.TALKING || phase == Phase.DETACHING) {
            if (inline) {
                connection.receivedAll();
            } else {
                connection.lane().execute(connection::receivedAll);
            }
        } else if (phase == Phase.WAITING) {
            proceed();
        }
    }

    /** Often comes in the middle of a flush: the handler hears of it later. */
    void writabilityChanged() {
        connection.lane().execute(connection::writabilityChanged);
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
