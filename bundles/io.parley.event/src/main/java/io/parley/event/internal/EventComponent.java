package io.parley.event.internal;

import io.parley.api.event.EventService;
import io.parley.engine.Engine;
import io.parley.engine.contract.Histories;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.Subscriptions;
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
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the engine, and offers the event service from then on. */
@Component(
        configurationPid = EventSettings.PID,
        immediate = true,
        service = {})
@Designate(ocd = EventConfig.class)
public final class EventComponent {

    private static final Logger LOG = LoggerFactory.getLogger(EventComponent.class);

    private final Engine engine;
    private final EventCore core;
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public EventComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference Plugins plugins,
            @Reference TopicRulesHolder rules) {
        this.engine = engine;
        core = new EventCore(engine, pipeline, plugins, EventSettings.DEFAULT, rules.rules());
        modified(properties);
        engine.join(core);
        registrations = List.of(
                context.registerService(EventService.class, core.service(), null),
                context.registerService(Subscriptions.class, core.subscriptions(), null),
                context.registerService(SessionPart.class, core.part(), null),
                context.registerService(Members.class, core.members(), null),
                context.registerService(Histories.class, core.histories(), null),
                context.registerService(
                        new String[] {Status.class.getName(), MetricSource.class.getName()}, core, null));
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            core.configure(EventSettings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it stays in force", e.getMessage());
        }
    }

    @Deactivate
    public void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        core.stop();
        engine.leave(core);
    }
}
