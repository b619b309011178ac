package io.parley.event.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured, for tools; {@link io.parley.event.internal.topic.TopicSettings} reads it. */
@ObjectClassDefinition(
        name = "Parley: topic",
        description =
                "How the topics that match a pattern are kept. Where several patterns match, the most specific one "
                        + "counts. Changes apply to the next message.")
@interface TopicConfig {

    @AttributeDefinition(name = "Pattern", description = "The topics: + stands for one level, a last # for any number.")
    String pattern();

    @AttributeDefinition(name = "History", description = "Whether events are kept, to be read again.")
    boolean history() default false;

    @AttributeDefinition(
            name = "Retention (hours)",
            description = "How long events are kept; 0 for as long as there is room.",
            min = "0",
            max = "1000000")
    int retention_hours() default 168;

    @AttributeDefinition(
            name = "Retention (MiB)",
            description = "How much payload one topic keeps; 0 for any amount.",
            min = "0",
            max = "16777216")
    int retention_mib() default 1_024;

    @AttributeDefinition(
            name = "Retention (messages)",
            description = "How many events one topic keeps; 0 for any number.",
            min = "0",
            max = "2147483647")
    int retention_messages() default 0;

    @AttributeDefinition(
            name = "Compressor",
            description = "Name of the compressor with which messages are stored; empty for none.",
            required = false)
    String compressor() default "";

    @AttributeDefinition(
            name = "Durability",
            description = "How safe a message is before it counts as published. A topic in memory has no history, and "
                    + "what waits in the inboxes of kept sessions is written, but not synced.",
            options = {
                @Option(label = "on the disk", value = "fsync"),
                @Option(label = "with the operating system", value = "os"),
                @Option(label = "in memory", value = "memory")
            })
    String durability() default "fsync";
}
