package io.parley.itest.mqtt.fuzz;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The server that all inputs share, with low limits for all that clients can leave behind: after any number of inputs it
 * holds no more than after a few.
 */
final class Services implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;
    private static final Address FENCE = Address.topic("fence");

    private static final Map<String, Map<String, String>> LIMITS = Map.of(
            "io.parley.engine", Map.of("shards", "4", "threads", "1", "checkpoint.ms", "100"),
            "io.parley.session", Map.of("max.sessions", "500"),
            "io.parley.messaging",
                    Map.of(
                            "queues.create", "false",
                            "inbox.max.messages", "40",
                            "delayed.max", "40",
                            "dedupe.max", "100",
                            "dedupe.seconds", "1"),
            "io.parley.queue~q", Map.of("max.messages", "20", "overflow", "drop-oldest"),
            "io.parley.event", Map.of("retained.max", "16", "topics.max", "16", "subscriptions.max", "30"),
            "io.parley.topic~h", Map.of("pattern", "f/h", "history", "true", "retention.messages", "10"));

    private static final Map<String, String> PLAIN = Map.of(
            "mqtt.versions", "3.1, 3.1.1, 5.0",
            "mqtt.session.expiry.seconds", "1",
            "mqtt.session.expiry.maximum.seconds", "1",
            "mqtt.response.information", "answers/{client}/",
            "mqtt.accept", "text/plain, application/json",
            "mqtt.accept.encoding", "gzip");

    private static final Map<String, String> STRICT = with(
            PLAIN,
            Map.of(
                    "mqtt.max.packet.bytes", "256",
                    "mqtt.maximum.qos", "1",
                    "mqtt.retain", "false",
                    "mqtt.topic.alias.maximum", "2",
                    "mqtt.receive.maximum", "2",
                    "mqtt.inflight.maximum", "1",
                    "mqtt.subscriptions.maximum", "3",
                    "mqtt.packet.filters", "2",
                    "mqtt.payload.format.check", "true",
                    "mqtt.keep.alive.maximum.seconds", "5"));

    private final Server server;
    private final Protocol protocol = Broker.protocol();

    Services() throws Exception {
        server = Server.startOnDisk(LIMITS);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    Protocol protocol() {
        return protocol;
    }

    Gateway gateway() {
        return server.gateway();
    }

    /** Settings of a listener that allows much, or little. */
    Map<String, String> settings(boolean strict) {
        return strict ? STRICT : PLAIN;
    }

    /** The name of that listener. */
    String listener(boolean strict) {
        return strict ? "strict" : "plain";
    }

    /** Waits for a message that is stored after all that was handed over before, and takes the way that most of it takes. */
    void settle() {
        try {
            server.events()
                    .publish(Message.to(FENCE).payload("x").build(), true)
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The services store nothing any more", e);
        }
    }

    /** Fails when the handler has counted a fault of its own. */
    void check() {
        if (!protocol.toString().contains("faults=0")) {
            throw new AssertionError("A fault in the handler: " + protocol);
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
