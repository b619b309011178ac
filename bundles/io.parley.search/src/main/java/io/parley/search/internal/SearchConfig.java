package io.parley.search.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: search",
        description = "The index of sessions. Changes open it anew; what was sought meanwhile is refused.")
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
            description = "How much of the index waits in memory to be written, at most.",
            min = "1",
            max = "1024")
    int memory_mib() default Settings.DEFAULT_MEMORY;
}
