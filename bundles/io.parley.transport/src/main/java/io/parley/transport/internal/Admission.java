package io.parley.transport.internal;

import io.parley.transport.internal.config.LimitSettings;
import io.parley.transport.internal.peer.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** Who may come in: how many, how many from one address, and how fast. Safe for all threads. */
final class Admission {
    /** So that it cannot be mistaken for the first half of an IPv6 address. */
    private static final long IPV4 = 0x0000_FFFF_0000_0000L;

    private final Host host;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Long, Integer> perAddress = new ConcurrentHashMap<>();
    private final TokenBucket rate;
    private final Pace pace;

    Admission(Host host, LongSupplier nanoTime) {
        this.host = host;
        this.rate = new TokenBucket(nanoTime);
        this.pace = new Pace(LoggerFactory.getLogger(Admission.class), nanoTime);
    }

    /**
     * Whether there may be one more connection; it is counted then, until it has {@link #left}.
     *
     * @param from where it comes from
     */
    boolean admit(InetSocketAddress from) {
        ListenerSettings settings = host.settings();
        LimitSettings limits = settings.limits();
        if (open.get() >= limits.connections()) {
            return refused(Reason.TOO_MANY, "max.connections", limits.connections());
        } else if (host.counters().handshakes.get() >= limits.handshakes()) {
            return refused(Reason.TOO_MANY_HANDSHAKES, "max.handshakes", limits.handshakes());
        } else if (limits.connectionRate() > 0 && !rate.take(limits.connectionRate(), limits.connectionBurst())) {
            return refused(Reason.TOO_FAST, "connection.rate", limits.connectionRate());
        } else if (settings.proxy().isPresent() && !settings.proxy().get().trusts(from)) {
            return refused(Reason.UNTRUSTED_PROXY, from.getAddress().getHostAddress() + " is not in proxy.trusted");
        }
        open.incrementAndGet();
        host.counters().accepted.increment();
        return true;
    }

    /** The socket of an admitted connection is closed. */
    void left() {
        open.decrementAndGet();
        host.counters().closed.increment();
    }

    /** Whether there may be one more connection from there; it is counted then, until it has {@link #leave left}. */
    boolean enter(InetAddress address) {
        int most = host.settings().limits().connectionsPerAddress();
        int now = perAddress.merge(key(address), 1, Integer::sum);
        if (most == 0 || now <= most) {
            return true;
        }
        leave(address);
        return refused(
                Reason.TOO_MANY_FROM_ADDRESS, address.getHostAddress() + " has max.connections.per.address", most);
    }

    void leave(InetAddress address) {
        perAddress.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
    }

    int open() {
        return open.get();
    }

    /** Addresses from which there are connections. */
    int addresses() {
        return perAddress.size();
    }

    /** A client counts as all of its /64: whoever has one address there has all of them. */
    private static long key(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong() : IPV4 | Integer.toUnsignedLong(bytes.getInt());
    }

    private boolean refused(Reason reason, String key, int limit) {
        return refused(reason, key + "=" + limit);
    }

    private boolean refused(Reason reason, String why) {
        host.counters().refused(reason);
        pace.warn(host + " refuses clients (" + reason.label() + "): " + why);
        return false;
    }
}
