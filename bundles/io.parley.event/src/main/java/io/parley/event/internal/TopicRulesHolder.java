package io.parley.event.internal;

import io.parley.event.internal.topic.TopicRules;
import org.osgi.service.component.annotations.Component;

/** The configured topics, which outlive restarts of the event service. */
@Component(service = TopicRulesHolder.class)
public final class TopicRulesHolder {

    private final TopicRules rules = new TopicRules();

    TopicRules rules() {
        return rules;
    }
}
