package io.parley.migration.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: migration",
        description = "Sessions on their way from one Parley to another. Changes apply to what begins afterwards.")
@interface MigrationConfig {

    @AttributeDefinition(
            name = "Largest import (MiB)",
            description =
                    "How large a session may be that is imported. It is in memory while it comes, and becomes one record of the journal,"
                            + " which has a limit of its own.",
            min = "1",
            max = "1024")
    int import_max_mib() default Settings.DEFAULT_IMPORT_MAX;

    @AttributeDefinition(
            name = "Memory of moves (hours)",
            description =
                    "How long it is remembered where a session has gone: for so long its clients are sent there, and messages to it are sent on.",
            min = "1",
            max = "8760")
    int moved_hours() default Settings.DEFAULT_MOVED_HOURS;
}
