package io.parley.migration.internal;

import io.parley.api.migration.MigrationService;
import io.parley.engine.Engine;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionPart;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.Peer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the migration of sessions. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = MigrationConfig.class)
public final class MigrationComponent {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationComponent.class);

    private final AtomicReference<Settings> settings = new AtomicReference<>(Settings.DEFAULT);
    private final Parts parts = new Parts();
    private final Migrations migrations;
    private final Peers peers = new Peers();
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public MigrationComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Moves moves,
            @Reference Inboxes inboxes) {
        modified(properties);
        migrations = new Migrations(engine, moves, inboxes, parts, peers, settings::get);
        registrations = List.of(
                context.registerService(
                        new String[] {MigrationService.class.getName(), MetricSource.class.getName()},
                        migrations,
                        null),
                context.registerService(Arrivals.class, migrations.arrivals(), null));
        migrations.begin();
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            settings.set(Settings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it stays in force", e.getMessage());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPart(SessionPart part) {
        parts.add(part);
    }

    void removePart(SessionPart part) {
        parts.remove(part);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPeer(Peer peer, Map<String, Object> properties) {
        peers.add(String.valueOf(properties.get(Peer.NAME)), peer);
    }

    void removePeer(Peer peer, Map<String, Object> properties) {
        peers.remove(String.valueOf(properties.get(Peer.NAME)), peer);
    }

    @Deactivate
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        migrations.close();
    }
}
