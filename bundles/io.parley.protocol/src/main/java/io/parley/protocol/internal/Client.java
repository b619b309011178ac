package io.parley.protocol.internal;

import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The figures of one session's client. What it sends and gets is counted by its one connection, one call after the other, so that counting
 * costs no more than a plain addition; readers may be a moment behind. The connections themselves are counted by {@link Clients}.
 */
final class Client {

    final String session;
    private final String principal;
    private final long since;
    private final AtomicLong messagesIn = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong messagesOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    /** Null until there is one. */
    private volatile Delays delays;

    // Guarded by the clients.
    private long connections;
    private int connected;
    private long connectedNanos;
    private long connectedAt;

    /** @param since milliseconds since 1970 */
    Client(String session, String principal, long since) {
        this.session = session;
        this.principal = principal;
        this.since = since;
    }

    private static void add(AtomicLong count, long more) {
        count.setOpaque(count.getPlain() + more);
    }

    void sent(long bytes) {
        add(messagesIn, 1);
        add(bytesIn, bytes);
    }

    void got(int messages, long bytes) {
        add(messagesOut, messages);
        add(bytesOut, bytes);
    }

    /** A message was that old when it was delivered. */
    void waited(long millis) {
        if (delays == null) {
            delays = new Delays();
        }
        delays.add(millis);
    }

    void connected(long nanos) {
        connections++;
        if (connected++ == 0) {
            connectedAt = nanos;
        }
    }

    /** @return whether nobody is connected any more */
    boolean left(long nanos) {
        if (--connected > 0) {
            return false;
        }
        connectedNanos += nanos - connectedAt;
        return true;
    }

    /** Under the clients' lock. */
    ClientTraffic now(long nanos) {
        Delays measured = delays;
        return new ClientTraffic(
                session,
                principal,
                connected > 0,
                Instant.ofEpochMilli(since),
                connections,
                Duration.ofNanos(connectedNanos + (connected > 0 ? nanos - connectedAt : 0)),
                new Volume(messagesIn.getOpaque(), bytesIn.getOpaque(), messagesOut.getOpaque(), bytesOut.getOpaque()),
                measured == null ? Distribution.NONE : measured.all());
    }
}
