package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.transport.ListenerStatus;
import io.parley.transport.internal.tls.BadFileException;
import io.parley.transport.internal.tls.ServerIdentity;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured listener: its address, its connections, the protocols and the gateway that serve them. Safe for all
 * threads. What changes is published as a whole ({@link Routing}, {@link ListenerSettings}), and then each connection is
 * told on its own thread.
 */
final class Listener implements Host {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** Beyond the drain time: for threads to come around. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final String pid;
    private final String name;
    private final Transport transport;
    private final Door door;
    private final Watch watch;
    private final Counters counters = new Counters();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Admission admission = new Admission(this, System::nanoTime);
    private final Backlog backlog = new Backlog(this, links);
    private final AtomicLong ids = new AtomicLong();
    private final ProtocolTable table = new ProtocolTable();

    private volatile Routing routing = Routing.NONE;
    private volatile ListenerSettings settings;
    private volatile Set<String> authenticators = Set.of();

    private volatile ServerIdentity identity;

    /** Why the newest configuration is not the one in force, or null. */
    private volatile String refusal;

    private volatile boolean wasUp;
    private volatile boolean closed;

    Listener(String pid, Transport transport) {
        this.pid = pid;
        this.name = pid.substring(Math.max(pid.lastIndexOf('~'), pid.lastIndexOf('.')) + 1);
        this.transport = transport;
        this.door = new Door(pid, this);
        this.watch = new Watch(transport.clock(), backlog::look);
    }

    /**
     * Takes a configuration, or says why not and keeps the last good one.
     *
     * @return completes once the address was bound or could not be
     */
    synchronized CompletableFuture<Void> configure(Map<String, ?> properties) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        watch.cancel();
        try {
            ListenerSettings next = ListenerSettings.of(pid, properties);
            checkAddress(next);
            return use(next, properties);
        } catch (IllegalArgumentException e) {
            refused(e.getMessage());
            return CompletableFuture.completedFuture(null);
        }
    }

    private CompletableFuture<Void> use(ListenerSettings next, Map<String, ?> properties) {
        try {
            identity = identity(next);
        } catch (BadFileException e) {
            refused(pid + ": " + e.within(next.tls().orElseThrow()));
            watch.later(() -> configure(properties));
            return CompletableFuture.completedFuture(null);
        }
        settings = next;
        refusal = null;
        links.forEach(Link::settingsChanged);
        watch.follow(identity);
        return openDoor();
    }

    private void refused(String why) {
        if (!why.equals(refusal)) {
            refusal = why;
            LOG.error("{}{}", why, settings == null ? "" : "; the last good configuration stays in force");
        }
    }

    /** The one in use, if it is of the same settings: it follows its files by itself. */
    private ServerIdentity identity(ListenerSettings next) throws BadFileException {
        if (next.off() || next.tls().isEmpty()) {
            return null;
        }
        ServerIdentity now = identity;
        return now != null && now.settings().equals(next.tls().get())
                ? now
                : new ServerIdentity(toString(), next.tls().get(), Clock.systemUTC());
    }

    private void checkAddress(ListenerSettings next) {
        try {
            if (next.authenticators().isEmpty() && !Addresses.loopback(next.host())) {
                throw new IllegalArgumentException(
                        pid + ": host=" + next.host() + " is open to other machines and nothing"
                                + " checks who connects; allowed is a loopback address such as 127.0.0.1, or set authenticator");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    pid + ": host=" + next.host()
                            + " has no address; allowed is a host name or IP address of this machine",
                    e);
        }
    }

    /** Without each authenticator that it names a listener does not begin; one that has begun goes on. */
    private CompletableFuture<Void> openDoor() {
        if (closed || settings == null || door.bound() == null && authenticatorAbsent()) {
            return CompletableFuture.completedFuture(null);
        }
        return settings.off() ? door.close() : door.open(settings);
    }

    private boolean authenticatorAbsent() {
        return !authenticators.containsAll(settings.authenticators());
    }

    private String absentAuthenticators(ListenerSettings now) {
        return now.authenticators().stream()
                .filter(name -> !authenticators.contains(name))
                .collect(Collectors.joining(", "));
    }

    synchronized void authenticators(Set<String> names) {
        authenticators = Set.copyOf(names);
        if (settings != null && door.bound() == null && door.failure() == null) {
            openDoor();
        }
    }

    /** A protocol is running, or its properties have changed. */
    void putProtocol(ProtocolRef ref) {
        reroute(() -> table.put(ref));
    }

    /** Returns when no connection uses that instance any more, or after the drain time. */
    void removeProtocol(Protocol protocol) {
        await(reroute(() -> table.remove(protocol)), "give up a protocol that stops");
    }

    void setGateway(Gateway gateway) {
        reroute(() -> table.gateway(gateway));
    }

    /** No effect when another one has taken its place already. */
    void unsetGateway(Gateway gateway) {
        await(
                reroute(() -> {
                    if (table.gateway() == gateway) {
                        table.gateway(null);
                    }
                }),
                "stop reading while the gateway is away");
    }

    private CompletableFuture<Void> reroute(Runnable change) {
        synchronized (this) {
            // Notes whether it was up: what goes from now on is missing then, not yet to come.
            report();
            change.run();
            routing = table.routing();
        }
        return onAllLinks(link -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            link.reroute(done);
            return done;
        });
    }

    private CompletableFuture<Void> onAllLinks(Function<Link, CompletableFuture<Void>> call) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        links.forEach(link -> all.add(call.apply(link)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private boolean await(CompletableFuture<Void> done, String what) {
        Duration drain = settings == null ? Duration.ZERO : settings.drain();
        try {
            done.get(drain.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.warn("{}: not all connections could {} within {} ms", this, what, drain.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return false;
    }

    /** Frees the port, says goodbye to all clients, and returns when they are gone or the drain time is over. */
    void close() {
        synchronized (this) {
            closed = true;
            watch.end();
        }
        await(door.close(), "close the port");
        CompletableFuture<Void> gone = onAllLinks(link -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            link.stop(done);
            return done;
        });
        if (!await(gone, "say goodbye")) {
            links.forEach(Link::kill);
            await(gone, "close");
        }
    }

    // For connections.

    Transport transport() {
        return transport;
    }

    Admission admission() {
        return admission;
    }

    /** Null unless new connections speak TLS. */
    ServerIdentity identity() {
        return identity;
    }

    /** Those whose handlers do not know yet that they are closed included. */
    int connections() {
        return links.size();
    }

    Link link(Channel channel) {
        Link link = new Link(name + "-" + ids.incrementAndGet(), this, channel);
        links.add(link);
        if (closed) {
            // Accepted at the last moment, and perhaps not seen by close().
            channel.close();
        }
        return link;
    }

    @Override
    public void ended(Link link) {
        links.remove(link);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ListenerSettings settings() {
        return settings;
    }

    @Override
    public Routing routing() {
        return routing;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Executor workers() {
        return transport.workers();
    }

    // For people.

    Report report() {
        ListenerSettings now = settings;
        InetSocketAddress bound = door.bound();
        String failure = door.failure();
        if (now == null) {
            return new Report(Status.DOWN, String.valueOf(refusal));
        } else if (now.off()) {
            return new Report(Status.UP, "nothing; set " + pid + ":port");
        } else if (failure != null) {
            return bound == null
                    ? new Report(Status.DOWN, failure)
                    : new Report(Status.DEGRADED, failure + "; still on " + Addresses.text(bound));
        } else if (authenticatorAbsent()) {
            String text = "Authenticator " + absentAuthenticators(now) + " is not running (" + pid + ":authenticator)";
            return new Report(bound == null ? Status.DOWN : Status.DEGRADED, text);
        } else if (bound == null) {
            return new Report(Status.STARTING, now.address());
        }
        return serving(now, Addresses.text(bound));
    }

    private Report serving(ListenerSettings now, String address) {
        Routing current = routing;
        List<String> missing = new ArrayList<>();
        now.protocols().stream()
                .filter(protocol -> current.protocol(protocol) == null)
                .forEach(protocol -> missing.add("protocol " + protocol));
        if (current.gateway() == null) {
            missing.add("the gateway");
        }
        String serves = address + ", " + String.join(", ", now.protocols()) + now.carrier();
        if (!missing.isEmpty()) {
            return new Report(
                    wasUp ? Status.DEGRADED : Status.STARTING, serves + "; waits for " + String.join(" and ", missing));
        }
        wasUp = true;
        if (refusal != null) {
            return new Report(Status.DEGRADED, serves + "; newest configuration refused: " + refusal);
        }
        ServerIdentity shown = identity;
        return Optional.ofNullable(shown)
                .flatMap(ServerIdentity::trouble)
                .map(trouble -> new Report(Status.DEGRADED, serves + "; " + trouble))
                .orElseGet(() -> new Report(Status.UP, serves));
    }

    ListenerStatus status() {
        ListenerSettings now = settings;
        InetSocketAddress bound = door.bound();
        String address = bound != null ? Addresses.text(bound) : now == null ? "" : now.address();
        return new ListenerStatus(
                name,
                address,
                bound != null,
                now == null ? List.of() : now.protocols(),
                counters.accepted.sum(),
                admission.open(),
                counters.waiting.sum(),
                counters.closed.sum(),
                counters.refused(),
                counters.bytesIn.sum(),
                counters.bytesOut.sum());
    }

    @Override
    public String toString() {
        return "Listener " + name;
    }
}
