package io.parley.auth.file.internal;

import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.AuthorizationListener;
import io.parley.spi.security.Authorizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers, for each configuration, an authenticator, an authorizer and how they are. */
@Component(
        service = UsersFiles.class,
        immediate = true,
        configurationPid = FileAuthComponent.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Config.class, factory = true)
public final class FileAuthComponent implements UsersFiles {

    static final String FACTORY_PID = "io.parley.auth.file";

    private static final Logger LOG = LoggerFactory.getLogger(FileAuthComponent.class);

    private final Collection<AuthorizationListener> listeners = new CopyOnWriteArrayList<>();
    private final BundleContext context;
    private volatile FileAuth current;
    private List<ServiceRegistration<?>> registrations = List.of();

    @Activate
    public FileAuthComponent(BundleContext context) {
        this.context = context;
    }

    /** A wrong value leaves what was good before; without that there is nothing, and who needs it waits. */
    @Activate
    @Modified
    void configure(Map<String, Object> properties) {
        String pid = String.valueOf(properties.getOrDefault(Constants.SERVICE_PID, FACTORY_PID));
        Settings settings;
        try {
            settings = Settings.of(pid, properties, DataFolder.of(context));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
            return;
        }
        if (current == null || !current.settings().equals(settings)) {
            replace(new FileAuth(settings, this::aclChanged, names -> revoked(settings.name(), names)));
            LOG.info("{} is configured: {}", pid, settings);
        }
    }

    /** The new one comes before the old one goes, so that nobody has to wait. */
    private void replace(FileAuth next) {
        FileAuth old = current;
        List<ServiceRegistration<?>> before = registrations;
        List<ServiceRegistration<?>> now = new ArrayList<>();
        next.authenticator().ifPresent(service -> now.add(register(Authenticator.class, service, next)));
        next.authorizer().ifPresent(service -> now.add(register(Authorizer.class, service, next)));
        now.add(context.registerService(Health.class, next.health(), null));
        current = next;
        registrations = now;
        before.forEach(ServiceRegistration::unregister);
        if (old != null) {
            old.close();
            if (old.settings().name().equals(next.settings().name())) {
                next.replaces(old, names -> revoked(next.settings().name(), names));
            }
        }
    }

    private <S> ServiceRegistration<S> register(Class<S> type, S service, FileAuth of) {
        Dictionary<String, Object> properties = new Hashtable<>();
        String kind = type == Authenticator.class ? "authenticator" : "authorizer";
        properties.put(kind + ".name", of.settings().name());
        if (type == Authorizer.class) {
            properties.put("parley.inline", true);
        }
        return context.registerService(type, service, properties);
    }

    private void aclChanged() {
        listeners.forEach(AuthorizationListener::authorizationChanged);
    }

    private void revoked(String authenticator, Set<String> names) {
        listeners.forEach(listener -> listener.revoked(authenticator, names));
    }

    @Override
    public String name() {
        FileAuth now = current;
        return now == null ? "" : now.settings().name();
    }

    @Override
    public Optional<Path> file() {
        FileAuth now = current;
        return now == null ? Optional.empty() : now.settings().users();
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations = List.of();
        if (current != null) {
            current.close();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(AuthorizationListener listener) {
        listeners.add(listener);
    }

    void removeListener(AuthorizationListener listener) {
        listeners.remove(listener);
    }
}
