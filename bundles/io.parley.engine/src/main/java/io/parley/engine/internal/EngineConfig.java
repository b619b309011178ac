package io.parley.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.engine}. */
@ObjectClassDefinition(
        name = "Parley engine",
        description = "Shards, memory and checkpoints. A change is checked at once, and used when Parley starts anew.")
@interface EngineConfig {

    @AttributeDefinition(
            name = "Shards",
            description = "Pieces into which sessions, queues and topics are divided. 1 to 4096.",
            min = "1",
            max = "4096")
    int shards() default 64;

    @AttributeDefinition(
            name = "Threads",
            description = "Threads that serve the shards. 0 for as many as there are cores, 4 at the most.",
            min = "0",
            max = "64")
    int threads() default 0;

    @AttributeDefinition(
            name = "Memory (MiB)",
            description = "For messages that wait; more of them are read from the journal when their turn comes."
                    + " A quarter of the heap at the most.",
            min = "1",
            max = "1048576")
    int memory_mib() default 128;

    @AttributeDefinition(
            name = "Checkpoint (ms)",
            description =
                    "How often the view is brought up to date; what is written in between is read from the journal after a crash.",
            min = "100",
            max = "3600000")
    int checkpoint_ms() default 5000;

    @AttributeDefinition(
            name = "Checkpoint (MiB)",
            description =
                    "The view is brought up to date sooner when the journal has grown by that much: so much is read"
                            + " from the journal after a crash, and the entries of so much are in memory."
                            + " A quarter of the heap at the most.",
            min = "1",
            max = "1048576")
    int checkpoint_mib() default 128;

    @AttributeDefinition(
            name = "Lane",
            description = "How many messages may wait for the plug-ins of one address; more are refused.",
            min = "0",
            max = "10000000")
    int lane_max() default 100000;

    @AttributeDefinition(
            name = "Compact (MiB)",
            description = "How far back the journal may reach for the sake of a few old messages that nobody has taken;"
                    + " then they are copied forward, and the space is given back.",
            min = "64",
            max = "1048576")
    int compact_mib() default 256;
}
