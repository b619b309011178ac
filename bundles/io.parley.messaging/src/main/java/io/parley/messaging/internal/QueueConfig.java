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
            name = "Overflow",
            description = "What happens to one message too many: reject refuses it, drop-oldest makes room.",
            options = {@Option(value = "reject"), @Option(value = "drop-oldest")})
    String overflow() default "reject";

    @AttributeDefinition(
            name = "Durability",
            description =
                    "When a send is done: fsync = on the disk, os = with the operating system, memory = not stored. "
                            + "From memory to one of the others: with the next start.",
            options = {@Option(value = "fsync"), @Option(value = "os"), @Option(value = "memory")})
    String durability() default "fsync";
}
