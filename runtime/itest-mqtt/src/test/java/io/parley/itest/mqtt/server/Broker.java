package io.parley.itest.mqtt.server;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import io.parley.itest.mqtt.wire.Wire;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One test's server: a handler of its own on the shared services, and a prefix that no other test has. For one thread. */
public final class Broker implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final MutantLoader WHOLE = new MutantLoader(Mutation.NONE);

    private final Server server;
    private final Protocol protocol;
    private final Sabotage sabotage;
    private final Duration patience;
    private final String prefix = "t" + NUMBERS.incrementAndGet();
    private Gateway gateway;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();

    private Broker(Server server, Protocol protocol, Sabotage sabotage, Duration patience) {
        this.server = server;
        this.protocol = protocol;
        this.sabotage = sabotage;
        this.patience = patience;
        gateway = sabotage.gateway(server.gateway());
    }

    /** The handler as it is. */
    public static Broker whole(Server server) {
        return new Broker(server, WHOLE.protocol(), Sabotage.NONE, Duration.ofSeconds(10));
    }

    /** The handler with something taken out: a test is expected to fail, and need not wait long. */
    public static Broker broken(Server server, Mutation mutation, Sabotage sabotage) {
        return new Broker(server, new MutantLoader(mutation).protocol(), sabotage, Duration.ofMillis(2_500));
    }

    /** Sets a key of the listener, for the clients that connect from now on. */
    public Broker with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** From now on nothing that clients publish can be stored. */
    public Broker storeFails() {
        gateway = GatewaySabotage.NOTHING_CAN_BE_STORED.gateway(gateway);
        return this;
    }

    /** A client connects, and has said nothing yet. */
    public Peer open(Dialect dialect) {
        Wire wire = LaneWire.open(protocol, gateway, prefix + settings, settings, sabotage);
        wires.add(wire);
        return new Peer(wire, dialect, prefix, patience);
    }

    /** Something inside Parley publishes. */
    public void publish(String topic, String payload) {
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
        if (!protocol.toString().contains("faults=0")) {
            throw new AssertionError("A fault in the handler: " + protocol);
        }
    }
}
