package io.parley.itest.clients;

import io.parley.itest.harness.CuttableWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A client library and a version of MQTT in a test of a feature. Topics and client ids are each scene's own. */
record Scene(Kit kit, Version version, Feature feature) {

    /** A topic of this scene. */
    String topic(String name) {
        return "scene/%s/%s/%s/%s".formatted(feature.name().toLowerCase(), kit.title(), version.level(), name);
    }

    /** A client id of this scene. */
    String id(String name) {
        return topic(name).replace('/', '-');
    }

    boolean five() {
        return version == Version.V5;
    }

    /** A connect with a clean session. */
    Line connect(InetSocketAddress server, String name) {
        return Line.of("connect")
                .with("transport", Transport.TCP.word())
                .with("host", server.getAddress().getHostAddress())
                .with("port", server.getPort())
                .with("version", version.level())
                .with("id", id(name))
                .with("clean", 1);
    }

    /** A connect with the session that there is, which stays for a while. */
    Line resume(InetSocketAddress server, String name) {
        Line connect = connect(server, name).set("clean", 0);
        return five() ? connect.with("session-expiry-interval", 600) : connect;
    }

    static Line subscribe(String filter, int qos) {
        return Line.of("subscribe").with("filter", filter).with("qos", qos);
    }

    static Line message(String topic, int qos, String payload) {
        return Line.of("publish").with("topic", topic).with("qos", qos).with("payload", payload);
    }

    static List<Line> messages(String topic, int qos, List<String> payloads) {
        return payloads.stream().map(payload -> message(topic, qos, payload)).toList();
    }

    /** Not connected. */
    Client client(String name) throws IOException {
        return Client.open(kit, id(name));
    }

    /** Connected with a clean session and subscribed. */
    Client listening(InetSocketAddress server, String name, String filter, int qos) throws IOException {
        return Client.listening(kit, connect(server, name), subscribe(filter, qos));
    }

    /** As above, through a wire that can be cut. */
    Client resuming(CuttableWire wire, String name, String filter, int qos) throws IOException {
        return Client.listening(kit, resume(wire.address(), name).with("reconnect", 1), subscribe(filter, qos));
    }

    /** Publishes from a client of its own; returns when all is acknowledged. */
    List<Line> publish(InetSocketAddress server, List<Line> messages) throws IOException {
        return Client.publishAll(kit, connect(server, "publisher-" + System.nanoTime()), messages);
    }

    @Override
    public String toString() {
        return kit.title() + " " + version;
    }
}
