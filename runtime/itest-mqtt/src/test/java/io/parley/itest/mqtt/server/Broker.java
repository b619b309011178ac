package io.parley.itest.mqtt.server;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import io.parley.itest.mqtt.wire.SocketWire;
import io.parley.itest.mqtt.wire.Wire;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** One test's server: a handler of its own on the shared services, and a prefix that no other test has. For one thread. */
public final class Broker implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** A server elsewhere may remember another run. */
    private static final String RUN =
            Shared.elsewhere().isPresent() ? Long.toString(System.currentTimeMillis(), 36) : "";

    private static final MutantLoader WHOLE = new MutantLoader(Mutation.NONE);
    private static final MutantLoader ASKING = new MutantLoader(new AskedRules());

    private final Server server;
    private final Protocol protocol;
    private final DisabledRules rules;
    private final Sabotage sabotage;
    private final Duration patience;
    private final String prefix = RUN + "t" + NUMBERS.incrementAndGet();
    private final InetSocketAddress elsewhere;
    private Gateway gateway;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();

    private Broker(Server server, Protocol protocol, DisabledRules rules, Sabotage sabotage, Duration patience) {
        this.server = server;
        this.protocol = protocol;
        this.rules = rules;
        this.sabotage = sabotage;
        this.patience = patience;
        elsewhere = null;
        gateway = sabotage.gateway(server.gateway());
    }

    private Broker(InetSocketAddress elsewhere) {
        this.elsewhere = elsewhere;
        server = null;
        protocol = null;
        rules = DisabledRules.NONE;
        sabotage = Sabotage.NONE;
        patience = Duration.ofSeconds(30);
    }

    /** A server that runs somewhere else, as it is: tests that want it otherwise do not take place. */
    static Broker elsewhere(InetSocketAddress server) {
        return new Broker(server);
    }

    /** The test wants something of the server that only one in this JVM can do. */
    private void here() {
        if (elsewhere != null) {
            Assumptions.abort("wants a server in this JVM");
        }
    }

    /** An instance of the protocol as it is, with classes of its own, for whoever brings the connections. */
    public static Protocol protocol() {
        return new MutantLoader(Mutation.NONE).protocol();
    }

    /** The handler as it is. */
    public static Broker whole(Server server) {
        return new Broker(server, WHOLE.protocol(), DisabledRules.NONE, Sabotage.NONE, Duration.ofSeconds(30));
    }

    /** The handler with its time of that clock. */
    public static Broker at(Server server, TimeOfDay clock) {
        return new Broker(
                server, new MutantLoader(clock).protocol(), DisabledRules.NONE, Sabotage.NONE, Duration.ofSeconds(30));
    }

    /**
     * The handler with something taken out, among other things: a test is expected to fail.
     *
     * @param rules do not hold
     * @param mutation of the handler, unless there are such rules
     */
    public static Broker broken(Server server, DisabledRules rules, Mutation mutation, Sabotage sabotage) {
        MutantLoader loader = rules.isEmpty() ? new MutantLoader(mutation) : ASKING;
        // Without a rule a test sees something else at once, or, as without an answer, has to give up at some time: not
        // before it has come to the rule.
        Duration patience = rules.isEmpty() ? Duration.ofSeconds(3) : Duration.ofSeconds(10);
        return new Broker(server, loader.protocol(), rules, sabotage, patience);
    }

    /** Sets a key of the listener, for the clients that connect from now on. */
    public Broker with(String key, String value) {
        here();
        settings.put(key, value);
        return this;
    }

    /** From now on nothing that clients publish can be stored. */
    public Broker storeFails() {
        here();
        gateway = GatewaySabotage.NOTHING_CAN_BE_STORED.gateway(gateway);
        return this;
    }

    /** From now on client ids of more than 20 characters are rejected. */
    public Broker rejectsLongIds() {
        here();
        gateway = GatewaySabotage.LONG_IDS_ARE_REFUSED.gateway(gateway);
        return this;
    }

    /** A client connects, and has said nothing yet. */
    public Peer open(Dialect dialect) {
        Wire wire = elsewhere == null
                ? LaneWire.open(protocol, gateway, prefix + settings, settings, rules, sabotage)
                : SocketWire.open(elsewhere, Server.FORBIDDEN);
        wires.add(wire);
        return new Peer(wire, dialect, prefix, patience);
    }

    /** Something inside Parley publishes. */
    public void publish(String topic, String payload) {
        here();
        Message message = Message.to(Address.topic(topic.replace("~", prefix)))
                .payload(payload)
                .build();
        try {
            server.events().publish(message, false).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The publication from inside failed", e);
        }
    }

    /** What is shared with other tests. */
    public Server server() {
        here();
        return server;
    }

    /** What {@code ~} stands for. */
    public String prefix() {
        return prefix;
    }

    /** Breaks all connections; fails when the handler has counted a fault of its own. */
    @Override
    public void close() {
        wires.forEach(Wire::close);
        if (elsewhere == null && !protocol.toString().contains("faults=0")) {
            throw new AssertionError("A fault in the handler: " + protocol);
        }
    }
}
