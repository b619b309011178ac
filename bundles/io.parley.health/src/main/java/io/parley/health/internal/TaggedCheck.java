package io.parley.health.internal;

import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;

/** A health check with what its service properties say. */
record TaggedCheck(String name, List<String> tags, HealthCheck check) {

    static TaggedCheck of(HealthCheck check, Map<String, Object> properties) {
        Object name = properties.get(HealthCheck.NAME);
        Object tags = properties.get(HealthCheck.TAGS);
        return new TaggedCheck(
                name == null ? check.getClass().getName() : name.toString(),
                tags instanceof String[] several
                        ? List.of(several)
                        : tags == null ? List.of() : List.of(tags.toString()),
                check);
    }
}
