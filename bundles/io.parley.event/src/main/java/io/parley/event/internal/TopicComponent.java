package io.parley.event.internal;

import io.parley.event.internal.topic.TopicSettings;
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

/** One configuration of topics, {@code io.parley.topic~name}. */
@Component(
        configurationPid = TopicSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
@Designate(ocd = TopicConfig.class, factory = true)
public final class TopicComponent {

    private static final Logger LOG = LoggerFactory.getLogger(TopicComponent.class);

    private final TopicRulesHolder holder;

    @Activate
    public TopicComponent(Map<String, Object> properties, @Reference TopicRulesHolder holder) {
        this.holder = holder;
        modified(properties);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            holder.rules().put(this, TopicSettings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it, if any, stays in force", e.getMessage());
        }
    }

    @Deactivate
    public void deactivate() {
        holder.rules().remove(this);
    }
}
