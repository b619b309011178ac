package io.parley.runtime.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link StartupOptions} reads it. */
@ObjectClassDefinition(
        pid = StartupOptions.PID,
        name = "Parley: runtime",
        description = "When the runtime calls itself ready. Read at the start only.")
@interface RuntimeKeys {

    @AttributeDefinition(
            name = "Required",
            description =
                    "Parts that must be up, by their health subject; each configured listener is required besides.")
    String[] required() default {"journal", "view", "engine"};

    @AttributeDefinition(
            name = "Ready (seconds)",
            description = "How long to wait for them before giving up with exit code 2.",
            min = "1",
            max = "3600")
    int ready_seconds() default 60;
}
