package io.parley.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

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

    @AttributeDefinition(
            name = "Time for interceptors (ms)",
            description = "How long an interceptor may take to decide about a message.",
            min = "10",
            max = "600000")
    int interceptor_ms() default 5000;

    @AttributeDefinition(
            name = "Overrun of interceptors",
            description = "What becomes of a message about which an interceptor does not decide in time.",
            options = {@Option(value = "reject"), @Option(value = "pass")})
    String interceptor_overrun() default "reject";

    @AttributeDefinition(
            name = "Longest delay by interceptors (ms)",
            description = "A message that an interceptor wants to delay for longer is refused.",
            min = "0",
            max = "3600000")
    int interceptor_delay_max_ms() default 60000;
}
