package io.parley.task.internal;

import io.parley.api.message.MessageService;
import io.parley.api.session.SessionService;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.TaskService;
import io.parley.engine.Engine;
import io.parley.engine.contract.SessionFigures;
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

/** Offers tasks and the directory. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = TaskConfig.class)
public final class TaskComponent {

    private static final Logger LOG = LoggerFactory.getLogger(TaskComponent.class);

    private final TaskCore core;
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public TaskComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference SessionService sessions,
            @Reference SessionFigures figures,
            @Reference MessageService messages) {
        core = new TaskCore(sessions, figures, messages, engine.timers(), engine.workers(), Settings.DEFAULT);
        modified(properties);
        registrations = List.of(
                context.registerService(TaskService.class, core.tasks(), null),
                context.registerService(SessionDirectory.class, core.directory(), null),
                context.registerService(MetricSource.class, core, null));
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

    @Deactivate
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        core.close();
    }
}
