package io.parley.health.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.health}. */
@ObjectClassDefinition(
        name = "Parley: health",
        description =
                "How Parley is, as Felix health checks and over HTTP: /live, /ready and /health of the server that "
                        + "io.parley.metrics configures. Changes apply at once.")
@interface HealthConfig {

    @AttributeDefinition(
            name = "Disk: warning (MiB)",
            description = "With less free space on the disk of the data folder health warns. 0 to 1073741824.",
            min = "0",
            max = "1073741824")
    int disk_warn_mib() default 1024;

    @AttributeDefinition(
            name = "Disk: critical (MiB)",
            description =
                    "With less free space on the disk of the data folder health is critical, and Parley not ready. "
                            + "0 to 1073741824.",
            min = "0",
            max = "1073741824")
    int disk_critical_mib() default 128;

    @AttributeDefinition(
            name = "Ready: degraded",
            description = "Whether /ready answers 200 when a part works, but not as it should: a journal that takes no "
                    + "records just now, a plug-in that is missing. With false it answers 503.")
    boolean ready_degraded() default true;
}
