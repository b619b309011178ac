package io.parley.migration.internal.socket;

import io.parley.spi.migration.Peer;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one other Parley. */
@Component(
        configurationPid = PeerSettings.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
@Designate(ocd = PeerConfig.class, factory = true)
public final class PeerComponent {

    private static final Logger LOG = LoggerFactory.getLogger(PeerComponent.class);

    private final BundleContext context;
    private PeerSettings settings;
    private SocketPeer peer;
    private ServiceRegistration<?> registration;

    @Activate
    public PeerComponent(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        modified(properties);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        String pid = String.valueOf(properties.getOrDefault(Constants.SERVICE_PID, PeerSettings.FACTORY_PID));
        try {
            PeerSettings next = PeerSettings.peer(pid, properties);
            if (settings == null || !settings.same(next)) {
                close();
                settings = next;
                peer = new SocketPeer(next);
                registration =
                        context.registerService(Peer.class, peer, new Hashtable<>(Map.of(Peer.NAME, next.name())));
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it, if any, stays in force", e.getMessage());
        }
    }

    @Deactivate
    public void close() {
        if (registration != null) {
            registration.unregister();
            registration = null;
            peer.close();
        }
    }
}
