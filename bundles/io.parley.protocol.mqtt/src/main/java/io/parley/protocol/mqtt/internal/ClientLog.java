package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.spi.logging.Printable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One line for each client that goes wrong, but not more than some a second: whoever can connect can cause them.
 * Lines left out are counted in the next one. Sessions that begin and end as they should have a line each. Safe for all threads.
 */
final class ClientLog {

    static final int LINES_A_SECOND = 20;

    private static final int LINE = 400;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;

    /** When the next line would be due at the steady rate; up to a second in the past, which is the burst. */
    private final AtomicLong due;

    private final AtomicLong leftOut = new AtomicLong();

    ClientLog(LongSupplier nanos) {
        this.nanos = nanos;
        due = new AtomicLong(nanos.getAsLong() - SECOND);
    }

    /** A session's client has come, or goes as it may. */
    void life(LoggedClient client, String what) {
        client.log().info("{}: {}", client.words(), Printable.of(what, LINE));
    }

    /** The client did something wrong, or was refused. */
    void info(LoggedClient client, String what) {
        if (permitted()) {
            client.log().info("{}: {}{}", client.words(), Printable.of(what, LINE), others());
        }
    }

    /** Parley cannot do what it should. */
    void warn(LoggedClient client, String what) {
        if (permitted()) {
            client.log().warn("{}: {}{}", client.words(), Printable.of(what, LINE), others());
        }
    }

    /** Something was refused: the client's doing, unless Parley is not able to. */
    void refusal(LoggedClient client, String what, RefusedException why) {
        if (why.reason() == RefusedException.Reason.UNAVAILABLE) {
            warn(client, what + why.getMessage() + (why.getCause() == null ? "" : " (" + why.getCause() + ")"));
            client.log().debug("{}: behind that", client.words(), why);
        } else {
            info(client, what + why.getMessage());
        }
    }

    /** A fault in Parley. */
    void error(LoggedClient client, String what, Throwable cause) {
        if (permitted()) {
            client.log().error("{}: {}{}", client.words(), what, others(), cause);
        }
    }

    boolean permitted() {
        long now = nanos.getAsLong();
        while (true) {
            long before = due.get();
            if (before - now > 0) {
                leftOut.incrementAndGet();
                return false;
            }
            long floor = now - SECOND;
            long next = (before - floor > 0 ? before : floor) + SECOND / LINES_A_SECOND;
            if (due.compareAndSet(before, next)) {
                return true;
            }
        }
    }

    private String others() {
        long count = leftOut.getAndSet(0);
        return count == 0 ? "" : " (and " + count + " lines left out)";
    }
}
