package io.parley.itest.clients;

import io.parley.bench.server.Folders;
import io.parley.bench.server.Ports;
import io.parley.itest.harness.Authority;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one server that all scenes play at; it ends with this JVM. */
final class SharedServer {

    private static final Path FOLDER = Path.of("target", "data", "scenes-files").toAbsolutePath();

    /** Another server. */
    static final String ELSEWHERE = "other.example:1884";

    /** Response information on the plain listener, with the client id behind it. */
    static final String ANSWERS = "answers/";

    private static SharedServer instance;

    private final Authority authority;
    private final Authority stranger;
    private final Map<Door, Integer> ports = new EnumMap<>(Door.class);
    private final int metricsPort;
    private final TestServer server;

    /** The listeners besides the plain one. */
    enum Door {
        TLS,
        /** TLS that asks for a certificate of the client. */
        MUTUAL_TLS,
        WS,
        WSS,
        IPV6,
        /** Sends everybody to {@link #ELSEWHERE}. */
        REDIRECT
    }

    private SharedServer() throws IOException {
        Folders.fresh(FOLDER);
        authority = new Authority(FOLDER, "authority");
        stranger = new Authority(FOLDER, "stranger");
        Authority.Identity identity = authority.issue("server");
        List<String> settings = new ArrayList<>();
        for (Door door : Door.values()) {
            ports.put(door, Ports.free());
            settings.addAll(settings(door, identity));
        }
        metricsPort = Ports.free();
        settings.add("io.parley.metrics:port=" + metricsPort);
        settings.add("io.parley.listener~mqtt:mqtt.response.information=" + ANSWERS + "{client}");
        server = TestServer.start("scenes", settings.toArray(String[]::new));
    }

    private List<String> settings(Door door, Authority.Identity identity) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("port", ports.get(door));
        if (door == Door.IPV6) {
            keys.put("host", "::1");
        }
        if (door == Door.REDIRECT) {
            keys.put("mqtt.redirect", "temporary");
            keys.put("mqtt.server.reference", ELSEWHERE);
        }
        if (door == Door.TLS || door == Door.MUTUAL_TLS || door == Door.WSS) {
            keys.put("tls.certificate", identity.certificate());
            keys.put("tls.key", identity.key());
        }
        if (door == Door.MUTUAL_TLS) {
            keys.put("tls.trust", authority.certificate());
            keys.put("tls.client.auth", "required");
        }
        if (door == Door.WS || door == Door.WSS) {
            keys.put("websocket.path", "/mqtt");
        }
        String pid = "io.parley.listener~" + door.name().toLowerCase(Locale.ROOT) + ":";
        return keys.entrySet().stream()
                .map(key -> pid + key.getKey() + "=" + key.getValue())
                .toList();
    }

    /** Started when it is asked for first. */
    static synchronized SharedServer get() throws IOException {
        if (instance == null) {
            instance = new SharedServer();
        }
        return instance;
    }

    TestServer server() {
        return server;
    }

    /** The port of a listener. */
    int port(Door door) {
        return ports.get(door);
    }

    /** Where the metrics are read. */
    int metricsPort() {
        return metricsPort;
    }

    /** Who issued the server's certificate and issues those of clients. */
    Authority authority() {
        return authority;
    }

    /** One that nobody trusts. */
    Authority stranger() {
        return stranger;
    }
}
