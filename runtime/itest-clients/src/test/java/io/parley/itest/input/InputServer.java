package io.parley.itest.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.LoadPlan;
import io.parley.bench.mqtt.LoadResult;
import io.parley.bench.mqtt.LoadRun;
import io.parley.bench.mqtt.MqttVersion;
import io.parley.bench.mqtt.Topology;
import io.parley.bench.server.Ports;
import io.parley.itest.harness.Authority;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The one server for all tests of input, which listens on every wire and has little patience; it ends with this JVM. */
final class InputServer {

    /** What a client may have. */
    static final int SUBSCRIPTIONS = 5_000;

    private static final String NAME = "bad-input";

    private static InputServer instance;

    private final TestServer server;
    private final Map<Wire, Integer> ports = new EnumMap<>(Wire.class);
    private final SSLContext trust;
    private final HttpClient http;

    private InputServer() throws IOException {
        Authority authority = new Authority(Path.of("target", "data", NAME + "-files"), "authority");
        Authority.Identity identity = authority.issue("server");
        trust = authority.trusting();
        http = HttpClient.newBuilder().sslContext(trust).build();
        List<String> all = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            String pid = wire == Wire.TCP ? "io.parley.listener~mqtt:" : "io.parley.listener~" + wire + ":";
            Collections.addAll(
                    all,
                    pid + "mqtt.connect.timeout.seconds=2",
                    pid + "first.byte.seconds=2",
                    pid + "write.stall.seconds=3",
                    pid + "mqtt.subscriptions.maximum=" + SUBSCRIPTIONS);
            if (wire != Wire.TCP) {
                ports.put(wire, Ports.free());
                all.add(pid + "port=" + ports.get(wire));
            }
            if (wire == Wire.TLS || wire == Wire.SECURE_WEBSOCKET) {
                all.add(pid + "tls.certificate=" + identity.certificate());
                all.add(pid + "tls.key=" + identity.key());
            }
            if (wire == Wire.WEBSOCKET || wire == Wire.SECURE_WEBSOCKET) {
                all.add(pid + "websocket.path=/mqtt");
            }
        }
        server = TestServer.start(NAME, all.toArray(String[]::new));
    }

    /** Started when it is asked for first. */
    static synchronized InputServer get() throws IOException {
        if (instance == null) {
            instance = new InputServer();
        }
        return instance;
    }

    InetSocketAddress address() {
        return server.address();
    }

    /** A connection on which nothing was said yet. */
    RawClient open(Wire wire) throws IOException {
        return new RawClient(
                switch (wire) {
                    case TCP -> SocketLink.plain(server.address());
                    case TLS -> SocketLink.secure(Ports.local(ports.get(wire)), trust);
                    case WEBSOCKET -> new WebSocketLink(http, where("ws", wire));
                    case SECURE_WEBSOCKET -> new WebSocketLink(http, where("wss", wire));
                });
    }

    private URI where(String scheme, Wire wire) {
        return URI.create(scheme + "://localhost:" + ports.get(wire) + "/mqtt");
    }

    /** A load goes through, nothing of it is lost, and no stack trace was printed. One at a time: the clients have the same names. */
    synchronized void serves() throws IOException {
        LoadPlan plan = new LoadPlan(
                new Load(MqttVersion.V3_1_1, new Topology(1, 1), 1, false),
                false,
                64,
                50,
                0,
                Duration.ofMillis(10),
                Duration.ofMillis(100));
        LoadResult result = new LoadRun(server.address(), () -> 0, plan).run();
        assertEquals(LoadResult.Faults.NONE, result.faults());
        assertFalse(server.output().contains("\tat "), () -> "a stack trace for the user:\n" + server.output());
    }
}
