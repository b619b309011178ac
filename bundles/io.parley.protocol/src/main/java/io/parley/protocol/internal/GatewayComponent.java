package io.parley.protocol.internal;

import io.parley.api.event.EventService;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.api.session.SessionService;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.Volume;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Engine;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.contract.ClientFigures;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.AuthorizationListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the gateway. */
@Component(configurationPid = "io.parley.protocol")
@Designate(ocd = GatewayConfig.class)
public final class GatewayComponent implements Gateway, AuthorizationListener, MetricSource, ClientFigures {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayComponent.class);

    /** So long an absent authorizer is waited for: a new version of its bundle comes in less. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicReference<Limits> limits = new AtomicReference<>(Limits.DEFAULT);
    private final Permissions permissions;
    private final Detachments detachments;
    private final Traffic traffic = new Traffic();
    private final Clients clients;
    private final Gateway gateway;
    private final Holds holds;

    @Activate
    public GatewayComponent(
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference Plugins plugins,
            @Reference SessionService sessions,
            @Reference MessageService messages,
            @Reference TransactionService transactions,
            @Reference Inboxes inboxes,
            @Reference Subscriptions subscriptions,
            @Reference EventService events,
            @Reference Tokens tokens,
            @Reference Holds holds,
            @Reference GroupStates groupStates) {
        modified(properties);
        Revocations revocations = new Revocations();
        permissions =
                new Permissions(plugins.authorizers(), engine.timers(), engine.workers(), () -> PATIENCE, revocations);
        this.holds = holds;
        detachments = new Detachments(sessions, engine.timers(), engine.workers());
        clients = new Clients(() -> limits.get().figures(), engine.timers()::now, System::nanoTime);
        gateway = new GatewayImpl(
                new Services(
                        pipeline,
                        transactions,
                        engine.timers(),
                        new Authentication(
                                plugins,
                                engine.timers(),
                                engine.workers(),
                                () -> limits.get().authentication(),
                                revocations),
                        sessions,
                        messages,
                        inboxes,
                        subscriptions,
                        events,
                        plugins,
                        tokens,
                        holds,
                        groupStates,
                        detachments,
                        traffic,
                        clients,
                        permissions),
                limits::get);
        holds.publishWills(new WillPublishing(pipeline, engine.timers()));
    }

    @Deactivate
    void close() {
        holds.publishWills(null);
        permissions.close();
        detachments.close();
    }

    /** A wrong value leaves what was good before. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            limits.set(Limits.of(new ConfigurationReader("io.parley.protocol", properties)));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    @Override
    public void authorizationChanged() {
        permissions.changed();
    }

    @Override
    public void revoked(String authenticator, Set<String> principals) {
        permissions.revoke(authenticator, principals);
        holds.revoke(principals);
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(traffic.metrics());
        all.add(Metric.counter("gateway.denied", "What clients asked for and were not allowed", permissions.denials()));
        all.add(Metric.counter(
                "gateway.revoked", "Clients sent away since their principal was revoked", permissions.revocations()));
        all.add(Metric.gauge("gateway.figures", "Sessions of which it is kept what their clients do", clients.size()));
        return all;
    }

    @Override
    public Volume volume() {
        return traffic.volume();
    }

    @Override
    public Duration connectedFor() {
        return traffic.connectedFor();
    }

    @Override
    public Distribution delivery() {
        return traffic.delivery();
    }

    @Override
    public Optional<ClientTraffic> find(String session) {
        return clients.find(session);
    }

    @Override
    public Stream<ClientTraffic> all() {
        return clients.all().stream();
    }

    @Override
    public void forget(String session) {
        clients.forget(session);
    }

    @Override
    public CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream downstream) {
        CompletionStage<GatewaySession> connected = gateway.connect(request, downstream);
        connected.whenComplete((session, failure) -> {
            if (failure != null) {
                traffic.refused(RefusedException.of(failure));
            }
        });
        return connected;
    }
}
