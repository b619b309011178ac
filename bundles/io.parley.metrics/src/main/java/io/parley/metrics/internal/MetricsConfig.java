package io.parley.metrics.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.metrics}. */
@ObjectClassDefinition(
        name = "Parley: metrics",
        description =
                "Figures about Parley for programs: over HTTP in Prometheus' text format, and by JMX. The same HTTP "
                        + "server answers for Parley's health. Changes apply at once.")
@interface MetricsConfig {

    @AttributeDefinition(
            name = "Port",
            description =
                    "TCP port of the HTTP server; 0 for any free one, -1 for none: there is no server. -1 to 65535.",
            min = "-1",
            max = "65535")
    int port() default -1;

    @AttributeDefinition(
            name = "Host",
            description =
                    "Address, or name, on which the server listens. Nobody has to log in to it: on another address "
                            + "than one of this machine's own it does not start without remote = true.")
    String host() default "127.0.0.1";

    @AttributeDefinition(
            name = "Remote",
            description =
                    "Whether the server may listen where other machines reach it: whoever does may read all figures.")
    boolean remote() default false;

    @AttributeDefinition(name = "Path", description = "Path of the metrics. It begins with a slash.")
    String path() default "/metrics";

    @AttributeDefinition(
            name = "Names at most",
            description =
                    "How many queues, listeners, caches or plug-ins have readings of their own; those of all others "
                            + "are summed up under the name 'other'. 1 to 1000.",
            min = "1",
            max = "1000")
    int names_max() default 100;

    @AttributeDefinition(
            name = "JMX",
            description = "Whether the metrics are the attributes of an MBean, io.parley:type=Metrics.")
    boolean jmx() default true;
}
