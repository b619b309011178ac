package io.parley.messaging.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Factory PID {@code io.parley.queue}: one instance a queue. */
@ObjectClassDefinition(
        name = "Parley queue",
        description = "A queue. Changes apply from the next message on; what is stored stays as it is.")
@interface QueueConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The queue's name. Empty: what follows the ~ in the configuration's PID.")
    String name() default "";

    @AttributeDefinition(
            name = "Compressor",
            description = "Name of the compressor with which messages are stored, for example zstd. Empty: none.")
    String compressor() default "";

    @AttributeDefinition(
            name = "Most messages",
            description = "How many messages wait or are with consumers at the most. 1 to 1000000000.",
            min = "1",
            max = "1000000000")
    int max_messages() default 1_000_000;

    @AttributeDefinition(
            name = "Most payload (MiB)",
            description =
                    "How many MiB of payload wait or are with consumers at the most. 0 for no such limit, to 1048576.",
            min = "0",
            max = "1048576")
    int max_mib() default 0;

    @AttributeDefinition(
            name = "Overflow",
            description = "What happens to one message too many: reject refuses it, drop-oldest makes room, drop-newest"
                    + " takes it and does not keep it.",
            options = {@Option(value = "reject"), @Option(value = "drop-oldest"), @Option(value = "drop-newest")})
    String overflow() default "reject";

    @AttributeDefinition(
            name = "Durability",
            description =
                    "When a send is done: fsync = on the disk, os = with the operating system, memory = not stored. "
                            + "From memory to one of the others: with the next start.",
            options = {@Option(value = "fsync"), @Option(value = "os"), @Option(value = "memory")})
    String durability() default "fsync";

    @AttributeDefinition(
            name = "Consumers",
            description = "competing: all consumers get messages, in turn. exclusive: there is one, and a second one is"
                    + " refused. single-active: the one that came first gets all; when it leaves, the next one does.",
            options = {@Option(value = "competing"), @Option(value = "exclusive"), @Option(value = "single-active")})
    String consumers() default "competing";

    @AttributeDefinition(
            name = "Last value",
            description =
                    "Whether of messages with one ordering key the newest alone waits, and replaces the one before.")
    boolean last_value() default false;

    @AttributeDefinition(
            name = "Most attempts",
            description = "How often a message is delivered at the most, when consumers give it back or lose it. Each"
                    + " delivery counts, also one whose consumer left. 0 for no limit, to 1000000.",
            min = "0",
            max = "1000000")
    int max_attempts() default 0;

    @AttributeDefinition(
            name = "Redelivery delay (ms)",
            description =
                    "How long a message that was given back or lost waits before its second attempt. 0 to 86400000.",
            min = "0",
            max = "86400000")
    int redelivery_delay_ms() default 0;

    @AttributeDefinition(
            name = "Redelivery factor",
            description = "By how much that delay grows with each further attempt. 1 to 100.",
            min = "1",
            max = "100")
    int redelivery_factor() default 2;

    @AttributeDefinition(
            name = "Longest redelivery delay (ms)",
            description = "The delay does not grow beyond it. 0 to 86400000.",
            min = "0",
            max = "86400000")
    int redelivery_max_delay_ms() default 60_000;

    @AttributeDefinition(
            name = "Redelivery jitter (percent)",
            description =
                    "By how much the delay is shorter or longer at random, so that not all come back at once. 0 to 100.",
            min = "0",
            max = "100")
    int redelivery_jitter_percent() default 20;

    @AttributeDefinition(
            name = "Dead letter",
            description = "Name of the queue that gets messages after their last attempt. Empty: they are dropped.")
    String dead_letter() default "";

    @AttributeDefinition(
            name = "Expired",
            description = "What happens to a message whose expiry has passed: drop, or dead-letter, which needs a queue"
                    + " for dead letters.",
            options = {@Option(value = "drop"), @Option(value = "dead-letter")})
    String expired() default "drop";
}
