package io.parley.migration.internal.socket;

import io.parley.spi.migration.Arrivals;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where other Parleys of this machine bring sessions. */
@Component(
        configurationPid = PeerSettings.LISTENER_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
@Designate(ocd = ListenerConfig.class)
public final class ListenerComponent {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerComponent.class);

    private final Arrivals arrivals;
    private PeerSettings settings;
    private PeerServer server;

    @Activate
    public ListenerComponent(Map<String, Object> properties, @Reference Arrivals arrivals) {
        this.arrivals = arrivals;
        modified(properties);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            PeerSettings next = PeerSettings.listener(properties);
            if (settings == null || !settings.same(next)) {
                close();
                settings = null;
                server = new PeerServer(next, arrivals);
                settings = next;
                LOG.info("Listening for other Parleys at {}:{}", next.host(), server.port());
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it, if any, stays in force", e.getMessage());
        } catch (IOException e) {
            LOG.error(
                    "{}: nobody listens for other Parleys, since the port cannot be had: {}",
                    PeerSettings.LISTENER_PID,
                    e.getMessage());
        }
    }

    @Deactivate
    public void close() {
        try {
            if (server != null) {
                server.close();
                server = null;
            }
        } catch (IOException e) {
            LOG.warn("A connection of another Parley was not closed: {}", e.getMessage());
        }
    }
}
