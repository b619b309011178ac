package io.parley.protocol.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.protocol}. */
@ObjectClassDefinition(
        name = "Parley gateway",
        description =
                "How much is on its way to one client at a time, and how long its authentication may take. Changes apply to clients that connect from then on.")
@interface GatewayConfig {

    @AttributeDefinition(
            name = "Most unacknowledged",
            description =
                    "How many deliveries from its inbox and its queues a client may leave unacknowledged, if it does not ask for fewer. 1 to 60000.",
            min = "1",
            max = "60000")
    int inflight_max() default 8192;

    @AttributeDefinition(
            name = "Queue credit",
            description = "How many messages of one queue a client may hold at a time. 1 to 4000.",
            min = "1",
            max = "4000")
    int queue_credit() default 128;

    @AttributeDefinition(
            name = "Authentication",
            description = "How long a client's authentication may take, in seconds, all steps together. 1 to 3600.",
            min = "1",
            max = "3600")
    int authentication_seconds() default 30;

    @AttributeDefinition(
            name = "Sessions with figures",
            description =
                    "Of how many sessions it is kept what their clients send and get, about 300 bytes each: those that are connected, and were last. 0 to 1000000.",
            min = "0",
            max = "1000000")
    int figures_max() default 10_000;
}
