package io.parley.agent.internal;

import io.parley.api.agent.AgentMessages;
import io.parley.api.session.SessionService;
import io.parley.engine.Engine;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.contract.AgentTopic;
import io.parley.engine.contract.Histories;
import io.parley.engine.contract.Histories.Keeping;
import io.parley.engine.pipeline.Pipeline;
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

/** Has the log kept, and offers the service. */
@Component(
        configurationPid = AgentComponent.PID,
        immediate = true,
        service = {})
@Designate(ocd = AgentConfig.class)
public final class AgentComponent {

    static final String PID = "io.parley.agent";

    private static final Logger LOG = LoggerFactory.getLogger(AgentComponent.class);
    private static final Keeping DEFAULT = new Keeping(AgentTopic.ALL, 168, 64, 10_000);
    private static final int MOST_HOURS = 1_000_000;
    private static final int MOST_MIB = 1 << 24;

    private final Histories histories;
    private final ServiceRegistration<?> registration;

    @Activate
    public AgentComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference SessionService sessions,
            @Reference Histories histories) {
        this.histories = histories;
        histories.keep(this, DEFAULT);
        modified(properties);
        registration = context.registerService(
                AgentMessages.class, new AgentMessagesImpl(pipeline, sessions, histories, engine.workers()), null);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            histories.keep(this, keeping(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    static Keeping keeping(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Keeping(
                AgentTopic.ALL,
                in.number("log.hours", DEFAULT.hours(), 0, MOST_HOURS),
                in.number("log.mib", DEFAULT.mib(), 0, MOST_MIB),
                in.number("log.messages", DEFAULT.messages(), 0, Integer.MAX_VALUE));
    }

    @Deactivate
    public void close() {
        registration.unregister();
        histories.release(this);
    }
}
