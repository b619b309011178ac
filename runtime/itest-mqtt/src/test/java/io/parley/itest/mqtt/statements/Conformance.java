package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Escaped;
import io.parley.itest.mqtt.server.Server;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a {@link Broker} of its own, on one {@link Server} for all. */
final class Conformance implements ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Conformance.class);

    /** What JUnit closes after the last test. */
    private record Shared(Server server) implements ExtensionContext.Store.CloseableResource {
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
                        Shared.class,
                        key -> {
                            try {
                                return new Shared(Server.start());
                            } catch (Exception e) {
                                throw new AssertionError("The services do not start", e);
                            }
                        },
                        Shared.class)
                .server();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getTestInstance()
                .filter(Statements.class::isInstance)
                .map(Statements.class::cast)
                .ifPresent(Statements::close);
    }
}
