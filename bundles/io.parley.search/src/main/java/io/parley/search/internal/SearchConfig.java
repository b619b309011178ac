package io.parley.search.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: search",
        description =
                "The index of sessions, and that of messages. Changes open both anew; what was sought meanwhile is refused.")
@interface SearchConfig {

    @AttributeDefinition(
            name = "Folder",
            description =
                    "Where the index is kept; empty for the folder 'search' in the data folder. It can be deleted: it is built anew.")
    String folder() default "";

    @AttributeDefinition(
            name = "Writing (seconds)",
            description =
                    "How often the index is written to the disk, at most. After a crash what was not is indexed anew.",
            min = "1",
            max = "3600")
    int commit_seconds() default Settings.DEFAULT_COMMIT;

    @AttributeDefinition(
            name = "Memory (MiB)",
            description = "How much of each index waits in memory to be written, at most.",
            min = "1",
            max = "1024")
    int memory_mib() default Settings.DEFAULT_MEMORY;

    @AttributeDefinition(
            name = "Messages",
            description =
                    "Patterns of topics with a history whose messages are found by what they say: $agents/+/+ for those of agents. Empty: no messages are "
                            + "indexed, and what was is deleted.")
    String[] messages() default {};

    @AttributeDefinition(
            name = "Of each message (KiB)",
            description =
                    "How much of a message is indexed, from its beginning. What is indexed already stays as it is until the folder 'messages' is deleted.",
            min = "1",
            max = "1024")
    int messages_kib() default Settings.DEFAULT_TEXT;
}
