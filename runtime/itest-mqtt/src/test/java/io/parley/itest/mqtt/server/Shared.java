package io.parley.itest.mqtt.server;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test that asks for one a {@link Broker} of its own, on one {@link Server} for all tests of this JVM; or, where the system
 * property {@value #ELSEWHERE} has HOST:PORT, on the server there.
 */
public final class Shared implements ParameterResolver {

    /** Queues with a queue for dead letters, one for each test that wants it. */
    private static final Map<String, Map<String, String>> CONFIGURATIONS = Map.of(
            "io.parley.queue~small", Map.of("dead.letter", "small-dead"),
            "io.parley.queue~large", Map.of("dead.letter", "large-dead"));

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Shared.class);

    private static final String ELSEWHERE = "parley.server";

    /** The server that runs in another process. */
    static Optional<InetSocketAddress> elsewhere() {
        String text = System.getProperty(ELSEWHERE, "");
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(
                        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    /** What JUnit closes after the last test. */
    private record Held(Server server) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() throws Exception {
            server.close();
            Escaped.check();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Broker.class || type == Server.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (elsewhere().isPresent()) {
            Assumptions.assumeTrue(type == Broker.class, "wants a server in this JVM");
            return Broker.elsewhere(elsewhere().get());
        }
        Server server = server(context);
        return type == Server.class ? server : Broker.whole(server);
    }

    private static Server server(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(
                        Held.class,
                        key -> {
                            try {
                                return new Held(Server.start(CONFIGURATIONS));
                            } catch (Exception e) {
                                throw new AssertionError("The services do not start", e);
                            }
                        },
                        Held.class)
                .server();
    }
}
