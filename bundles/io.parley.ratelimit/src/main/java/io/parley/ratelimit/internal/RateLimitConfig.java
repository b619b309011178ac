package io.parley.ratelimit.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Factory PID {@code io.parley.ratelimit}: one instance a limit. */
@ObjectClassDefinition(
        name = "Parley rate limit",
        description = "How fast messages are accepted. Changes apply from the next message on, with full buckets.")
@interface RateLimitConfig {

    @AttributeDefinition(
            name = "Scope",
            description = "What has a bucket each: connection, principal, or address, to which messages go.",
            options = {@Option(value = "connection"), @Option(value = "principal"), @Option(value = "address")})
    String scope() default "connection";

    @AttributeDefinition(
            name = "Match",
            description =
                    "Which sessions, principals or addresses are limited; * stands for anything: topic:sensors/*.")
    String match() default "*";

    @AttributeDefinition(
            name = "Unit",
            description = "What is limited: messages, or bytes of payload.",
            options = {@Option(value = "messages"), @Option(value = "bytes")})
    String unit() default "messages";

    @AttributeDefinition(
            name = "Rate",
            description = "How many units are accepted in each period. 1 to 1000000000.",
            min = "1",
            max = "1000000000")
    int rate() default 1000;

    @AttributeDefinition(
            name = "Period (ms)",
            description = "What the rate is for. 1 to 86400000.",
            min = "1",
            max = "86400000")
    int period_ms() default 1000;

    @AttributeDefinition(
            name = "Burst",
            description =
                    "How many units are accepted at once after a while of silence. 0: as many as the rate. 0 to 1000000000.",
            min = "0",
            max = "1000000000")
    int burst() default 0;

    @AttributeDefinition(
            name = "Policy",
            description =
                    "What happens to what is too fast: delay holds it, and all that its sender sends behind it; reject refuses it.",
            options = {@Option(value = "delay"), @Option(value = "reject")})
    String policy() default "delay";

    @AttributeDefinition(
            name = "Longest delay (ms)",
            description = "A message that would have to wait for longer is refused. 0 to 600000.",
            min = "0",
            max = "600000")
    int delay_max_ms() default 10000;

    @AttributeDefinition(
            name = "Buckets",
            description =
                    "How many connections, principals or addresses have a bucket of their own; what is more shares one. 1 to 10000000.",
            min = "1",
            max = "10000000")
    int buckets_max() default 100000;
}
