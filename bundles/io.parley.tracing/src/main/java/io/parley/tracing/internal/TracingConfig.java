package io.parley.tracing.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** PID {@code io.parley.tracing}. */
@ObjectClassDefinition(
        name = "Parley: tracing",
        description =
                "Traces that follow a message through Parley, for an OpenTelemetry collector. Changes apply at once.")
@interface TracingConfig {

    @AttributeDefinition(name = "Enabled", description = "Whether messages are traced.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Endpoint",
            description = "URL of the collector's receiver for traces: OTLP by HTTP, in protobuf.")
    String endpoint() default Settings.ENDPOINT;

    @AttributeDefinition(
            name = "Headers",
            description = "HTTP headers for the collector, such as a key that it asks for: name=value, with commas"
                    + " between several; in values, %2C is a comma, and %25 a percent sign.",
            type = AttributeType.PASSWORD,
            required = false)
    String headers() default "";

    @AttributeDefinition(
            name = "Service name",
            description = "What this Parley is called in traces: the attribute service.name.")
    String service_name() default "parley";

    @AttributeDefinition(
            name = "Sampling ratio",
            description = "How many of the messages are traced whose sender says nothing about it: 0 for none to 1 for"
                    + " all; 0.01 is one in a hundred.")
    String sampling_ratio() default "1";

    @AttributeDefinition(
            name = "Sampling by the sender",
            description = "Whether a sender who traces decides for its messages, by the flag in their traceparent;"
                    + " otherwise the ratio counts for them, too.")
    boolean sampling_parent() default true;

    @AttributeDefinition(
            name = "Interval (ms)",
            description = "How often spans are sent; earlier when there are many.",
            min = "10",
            max = "600000")
    int interval_ms() default 1000;

    @AttributeDefinition(
            name = "Timeout (ms)",
            description = "How long sending spans may take, repeated attempts included; then they are dropped.",
            min = "100",
            max = "600000")
    int timeout_ms() default 10000;

    @AttributeDefinition(
            name = "Queue",
            description = "How many spans may wait to be sent; more are dropped, and counted.",
            min = "1",
            max = "1000000")
    int queue_max() default 2048;

    @AttributeDefinition(
            name = "Compression",
            description = "How spans are compressed on their way.",
            options = {@Option(label = "gzip", value = "gzip"), @Option(label = "none", value = "none")})
    String compression() default "gzip";

    @AttributeDefinition(
            name = "tls.trust",
            description = "PEM file of the authorities whose certificate the collector may have. Without it, those that"
                    + " Java trusts.",
            required = false)
    String tls_trust() default "";
}
