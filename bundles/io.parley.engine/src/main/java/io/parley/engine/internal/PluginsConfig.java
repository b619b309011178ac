package io.parley.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.plugins}. */
@ObjectClassDefinition(
        name = "Parley plug-in limits",
        description = "How long plug-ins may take, and how much work may wait for one. Changes apply at once.")
@interface PluginsConfig {

    @AttributeDefinition(
            name = "Drain (ms)",
            description = "How long a plug-in that goes away may take to end its calls.",
            min = "0",
            max = "600000")
    int drain_ms() default 2000;

    @AttributeDefinition(
            name = "Overrun (ms)",
            description = "How long one call of a plug-in may take before the plug-in is set aside.",
            min = "10",
            max = "600000")
    int overrun_ms() default 10000;

    @AttributeDefinition(
            name = "Parked",
            description = "How many pieces of work may wait for one absent plug-in; more are refused.",
            min = "0",
            max = "10000000")
    int parked_max() default 100000;
}
