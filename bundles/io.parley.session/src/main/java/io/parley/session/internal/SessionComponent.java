package io.parley.session.internal;

import io.parley.api.cache.CacheService;
import io.parley.api.session.SessionService;
import io.parley.engine.Engine;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.States;
import io.parley.engine.contract.Tokens;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.status.Status;
import io.parley.spi.metrics.MetricSource;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the engine, and offers the session service from then on. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = SessionConfig.class)
public final class SessionComponent {

    private static final Logger LOG = LoggerFactory.getLogger(SessionComponent.class);

    private final Engine engine;
    private final Pipeline pipeline;
    private final SessionCore core;
    private final Acceptor acceptor;
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public SessionComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference Plugins plugins) {
        this.engine = engine;
        this.pipeline = pipeline;
        core = new SessionCore(engine, plugins, Settings.DEFAULT);
        modified(properties);
        acceptor = core.acceptor();
        pipeline.acceptor(acceptor);
        engine.join(core);
        registrations = List.of(
                context.registerService(SessionService.class, core.service(), null),
                context.registerService(States.class, core.states(), null),
                context.registerService(GroupStates.class, core.groupStates(), null),
                context.registerService(Tokens.class, core.tokens(), null),
                context.registerService(Holds.class, core.holds(), null),
                context.registerService(SessionFigures.class, core.figures(), null),
                context.registerService(Moves.class, core.moves(), null),
                context.registerService(SessionPart.class, core.part(), null),
                context.registerService(
                        new String[] {Status.class.getName(), MetricSource.class.getName()}, core, null));
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            core.configure(Settings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it stays in force", e.getMessage());
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addCaches(CacheService caches) {
        core.cache().use(caches);
    }

    void removeCaches(CacheService caches) {
        core.cache().stop(caches);
    }

    @Deactivate
    public void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        pipeline.withdraw(acceptor);
        core.close();
        engine.leave(core);
    }
}
