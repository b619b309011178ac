package io.parley.transport.internal;

import io.parley.spi.health.Health;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.security.Authenticator;
import io.parley.transport.internal.config.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@link Listener} for each configuration. */
@Component(
        service = Health.class,
        immediate = true,
        configurationPid = ListenerComponent.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ListenerConfig.class, factory = true)
public final class ListenerComponent implements Health {
    static final String FACTORY_PID = "io.parley.listener";

    private static final Logger LOG = LoggerFactory.getLogger(ListenerComponent.class);

    /** To have an outcome to show when the activation returns; binding goes on if it takes longer. */
    private static final long FIRST_BIND_MILLIS = 2_000;

    private final TransportComponent transport;
    private final Listener listener;
    private final Map<Authenticator, List<String>> authenticators = new ConcurrentHashMap<>();

    @Activate
    public ListenerComponent(@Reference TransportComponent transport, Map<String, Object> properties) {
        this.transport = transport;
        this.listener = new Listener(pid(properties), transport.transport());
    }

    private static String pid(Map<String, Object> properties) {
        List<String> pids = Settings.elements(properties.get(Constants.SERVICE_PID));
        return pids.isEmpty() ? FACTORY_PID : pids.get(pids.size() - 1);
    }

    @Activate
    void activate(Map<String, Object> properties) {
        transport.add(listener);
        try {
            listener.configure(properties).get(FIRST_BIND_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} is not bound yet", listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            BorrowedThread.leave();
        }
    }

    @Modified
    void modified(Map<String, Object> properties) {
        listener.configure(properties);
        BorrowedThread.leave();
    }

    @Deactivate
    void deactivate() {
        transport.remove(listener);
        listener.close();
        BorrowedThread.leave();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProtocol(Protocol protocol, Map<String, Object> properties) {
        listener.putProtocol(new ProtocolRef(
                protocol,
                Settings.elements(properties.get("protocol.name")),
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0,
                Boolean.parseBoolean(String.valueOf(properties.get("parley.inline")))));
    }

    void updatedProtocol(Protocol protocol, Map<String, Object> properties) {
        addProtocol(protocol, properties);
    }

    void removeProtocol(Protocol protocol) {
        listener.removeProtocol(protocol);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setGateway(Gateway gateway) {
        listener.setGateway(gateway);
    }

    void unsetGateway(Gateway gateway) {
        listener.unsetGateway(gateway);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAuthenticator(Authenticator authenticator, Map<String, Object> properties) {
        authenticators.put(authenticator, Settings.elements(properties.get("authenticator.name")));
        authenticatorsChanged();
    }

    void removeAuthenticator(Authenticator authenticator) {
        authenticators.remove(authenticator);
        authenticatorsChanged();
    }

    private void authenticatorsChanged() {
        Set<String> names = new HashSet<>();
        authenticators.values().forEach(names::addAll);
        listener.authenticators(names);
    }

    @Override
    public String subject() {
        return "listener:" + listener.name();
    }

    @Override
    public Report report() {
        return listener.report();
    }
}
