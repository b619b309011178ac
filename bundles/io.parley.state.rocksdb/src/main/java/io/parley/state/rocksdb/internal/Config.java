package io.parley.state.rocksdb.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: view on RocksDB",
        description = "The tables that show what the journal's records amount to. Memory sizes apply at once.")
@interface Config {

    @AttributeDefinition(
            name = "Folder",
            description = "Where the view is kept; empty for the folder 'view' in the data folder. "
                    + "A change applies at the next start.",
            required = false)
    String folder() default "";

    @AttributeDefinition(
            name = "Block cache (MiB)",
            description = "Memory for blocks read from disk, their indexes included.",
            min = "1",
            max = "1048576")
    int block_cache_mib() default Settings.DEFAULT_BLOCK_CACHE;

    @AttributeDefinition(
            name = "Write buffer (MiB)",
            description = "Memory for changes on their way to disk.",
            min = "1",
            max = "2048")
    int write_buffer_mib() default Settings.DEFAULT_WRITE_BUFFER;
}
