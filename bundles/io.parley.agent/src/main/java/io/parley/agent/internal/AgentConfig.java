package io.parley.agent.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools. */
@ObjectClassDefinition(
        name = "Parley: agent messages",
        description = "How long the log of messages between agents is kept. Changes apply at once.")
@interface AgentConfig {

    @AttributeDefinition(
            name = "Hours",
            description = "How long messages are kept in the log; 0 for as long as there is room.",
            min = "0",
            max = "1000000")
    int log_hours() default 168;

    @AttributeDefinition(
            name = "MiB",
            description = "How much payload is kept of what one agent has sent to one other; 0 for any amount.",
            min = "0",
            max = "16777216")
    int log_mib() default 64;

    @AttributeDefinition(
            name = "Messages",
            description = "How many messages are kept of those that one agent has sent to one other; 0 for any number.",
            min = "0",
            max = "2147483647")
    int log_messages() default 10_000;
}
