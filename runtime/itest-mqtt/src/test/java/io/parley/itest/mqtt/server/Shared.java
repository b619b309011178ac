package io.parley.itest.mqtt.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test that asks for one a {@link Broker} of its own, on one {@link Server} for all tests of this JVM. */
public final class Shared implements ParameterResolver {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Shared.class);

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
        Server server = server(context);
        if (parameter.getParameter().getType() == Server.class) {
            return server;
        }
        return Broker.whole(server);
    }

    private static Server server(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(
                        Held.class,
                        key -> {
                            try {
                                return new Held(Server.start());
                            } catch (Exception e) {
                                throw new AssertionError("The services do not start", e);
                            }
                        },
                        Held.class)
                .server();
    }
}
