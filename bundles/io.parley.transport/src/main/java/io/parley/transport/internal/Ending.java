package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.parley.transport.internal.peer.Reason;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the transport ends a connection: said once, in one counter and in one log line, which is the handler's to write where there is
 * one. Of the event loop.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST = 400;

    private final Host host;
    private final Channel channel;
    private final NettyConnection connection;
    private final BooleanSupplier handled;
    private boolean told;

    /** @param handled whether a protocol's handler will hear of the end */
    Ending(Host host, Channel channel, NettyConnection connection, BooleanSupplier handled) {
        this.handled = handled;
        this.host = host;
        this.channel = channel;
        this.connection = connection;
    }

    /** Returns whether this is the first reason. */
    boolean tell(Reason reason, String detail) {
        if (told) {
            return false;
        }
        told = true;
        String words = oneLine(detail);
        if (reason == Reason.PROTOCOL_FAILED || !handled.getAsBoolean()) {
            LOG.info("Closed {} ({}): {}", connection, reason.label(), words);
        } else {
            connection.closedBecause(words + " (" + reason.label() + ")");
        }
        host.counters().refused(reason);
        return true;
    }

    /** Some of it may be the client's own words. */
    private static String oneLine(String detail) {
        String line = CONTROL.matcher(detail).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    void now(Reason reason, String detail) {
        if (channel.isOpen() && tell(reason, detail)) {
            channel.close();
        }
    }

    /** When what is happening just now, such as the sending of an alert, has happened. */
    void soon(Reason reason, String detail) {
        if (tell(reason, detail)) {
            channel.eventLoop().execute(channel::close);
        }
    }
}
