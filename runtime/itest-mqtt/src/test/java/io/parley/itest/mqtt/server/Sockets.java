package io.parley.itest.mqtt.server;

import io.parley.spi.health.Health;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import io.parley.testkit.OsgiHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The transport on a {@link Server}: listeners that clients reach over sockets of this machine. For one thread. */
public final class Sockets {

    private static final List<String> BUNDLES = List.of(
            "netty-common-",
            "netty-buffer-",
            "netty-resolver-",
            "netty-transport-4",
            "netty-transport-native-unix-common-",
            "netty-codec-4",
            "netty-handler-",
            "netty-codec-http-",
            "netty-codec-haproxy-",
            "io.parley.transport-");

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Server server;

    /** Starts the transport. */
    public Sockets(Server server) throws Exception {
        this.server = server;
        List<Bundle> bundles = new ArrayList<>();
        for (String file : BUNDLES) {
            String jar = OsgiHost.fromClassPath(file).toUri().toString();
            bundles.add(server.context().installBundle(jar));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    /**
     * Begins to listen for clients of MQTT.
     *
     * @param name of the listener
     * @param sabotage of the gateway behind it
     */
    public InetSocketAddress listen(String name, Sabotage sabotage) throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("protocol.name", name, "parley.inline", true));
        Protocol protocol = new Sabotaged(Broker.protocol(), sabotage);
        server.context().registerService(Protocol.class, protocol, properties);
        server.configure("io.parley.listener~" + name, Map.of("port", "0", "protocol", name));
        String address = serving("listener:" + name).split(",")[0];
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private String serving(String subject) throws Exception {
        BundleContext context = server.context();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - end < 0) {
            for (ServiceReference<Health> reference : context.getServiceReferences(Health.class, null)) {
                Health health = context.getService(reference);
                if (health != null && health.subject().equals(subject)) {
                    Health.Report report = health.report();
                    if (report.status() == Health.Status.UP) {
                        return report.message();
                    }
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(subject + " is not up");
    }

    /** The protocol, on another gateway than the listener has. */
    private record Sabotaged(Protocol protocol, Sabotage sabotage) implements Protocol {

        @Override
        public Detection detect(ByteBuffer first) {
            return protocol.detect(first);
        }

        @Override
        public ProtocolHandler open(Connection connection, Gateway gateway) {
            return protocol.open(connection, sabotage.gateway(gateway));
        }

        @Override
        public ProtocolHandler attach(Connection connection, Gateway gateway, Detached state) {
            return protocol.attach(connection, sabotage.gateway(gateway), state);
        }
    }
}
