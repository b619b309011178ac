package io.parley.messaging.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** PID {@code io.parley.messaging}. */
@ObjectClassDefinition(name = "Parley messaging", description = "Bounds of queues and inboxes. Changes apply at once.")
@interface MessagingConfig {

    @AttributeDefinition(name = "Most queues", description = "1 to 10000000.", min = "1", max = "10000000")
    int queues_max() default 100_000;

    @AttributeDefinition(
            name = "Create queues",
            description = "Whether the first use of a queue that is not configured makes it.")
    boolean queues_create() default true;

    @AttributeDefinition(
            name = "Most messages of an inbox",
            description = "How many messages wait in a session's inbox at the most. 1 to 100000000.",
            min = "1",
            max = "100000000")
    int inbox_max_messages() default 100_000;

    @AttributeDefinition(
            name = "Inbox overflow",
            description =
                    "What gives way to one message too many: drop-oldest the oldest that was not sent, drop-newest the new one.",
            options = {@Option(value = "drop-oldest"), @Option(value = "drop-newest")})
    String inbox_overflow() default "drop-oldest";

    @AttributeDefinition(
            name = "Most delayed messages",
            description =
                    "How many messages wait for the time of their delivery at the most; more are refused. 1 to 100000000.",
            min = "1",
            max = "100000000")
    int delayed_max() default 10_000_000;

    @AttributeDefinition(
            name = "Dedupe (seconds)",
            description =
                    "How long a message id that a sender chose is remembered: a second one to the same address is dropped. 0 for not at all. 0 to 31536000.",
            min = "0",
            max = "31536000")
    int dedupe_seconds() default 600;

    @AttributeDefinition(
            name = "Most dedupe ids",
            description = "How many such ids are remembered; beyond that the oldest are forgotten. 1 to 100000000.",
            min = "1",
            max = "100000000")
    int dedupe_max() default 100_000;

    @AttributeDefinition(
            name = "Most requests",
            description = "How many requests wait for their replies at the most; more are refused. 1 to 1000000.",
            min = "1",
            max = "1000000")
    int requests_max() default 10_000;

    @AttributeDefinition(
            name = "Largest streamed payload (MiB)",
            description = "The most bytes of a message that is sent as a stream; a longer one is refused. 1 to 65536.",
            min = "1",
            max = "65536")
    int stream_max_mib() default 4_096;

    @AttributeDefinition(
            name = "Idle stream (seconds)",
            description =
                    "A message that is sent as a stream is given up when nothing of it has come for so long. 1 to 86400.",
            min = "1",
            max = "86400")
    int stream_idle_seconds() default 60;

    @AttributeDefinition(
            name = "Most streams",
            description =
                    "How many messages are sent as streams at a time; more are refused. Each takes about 1 MiB of memory. 1 to 10000.",
            min = "1",
            max = "10000")
    int streams_max() default 64;

    @AttributeDefinition(
            name = "Slow (seconds)",
            description =
                    "A consumer or session is reported as slow when it has had no credit left for so long while messages waited"
                            + " for it and became no fewer. 0 for not at all. 0 to 86400.",
            min = "0",
            max = "86400")
    int slow_seconds() default 30;

    @AttributeDefinition(
            name = "Slow (messages)",
            description = "How many messages wait for a slow consumer or session at the least. 1 to 1000000000.",
            min = "1",
            max = "1000000000")
    int slow_messages() default 1_000;
}
