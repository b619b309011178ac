package io.parley.messaging.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Factory PID {@code io.parley.route}: one instance a route. */
@ObjectClassDefinition(
        name = "Parley route",
        description =
                "A route: messages to route:<name> go where its router decides. Changes apply from the next message on.")
@interface RouteConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The route's name. Empty: what follows the ~ in the configuration's PID.")
    String name() default "";

    @AttributeDefinition(
            name = "Router",
            description = "Name of the router: direct, broadcast, topic, content, round-robin, weighted, least-loaded,"
                    + " first-available, consistent-hash, sticky, or another that is installed.")
    String router() default "direct";

    @AttributeDefinition(
            name = "Rules",
            description = "What the router decides by; see there. A target is an address; route:other hands the message"
                    + " on to another route, as long as no way comes back.")
    String[] rules() default {};

    @AttributeDefinition(
            name = "Content type",
            description = "Given to messages that come without one, as those from MQTT 3.1.1 do, so that rules can read"
                    + " their fields. For example application/json. Empty: none.")
    String content_type() default "";

    @AttributeDefinition(
            name = "Unroutable",
            description =
                    "What becomes of a message for which the rules have no target, or whose target does not exist.",
            options = {
                @Option(label = "It is refused to its sender", value = "reject"),
                @Option(label = "It goes to dead.letter, with headers that say why", value = "dead-letter"),
                @Option(label = "It goes to alternate", value = "alternate")
            })
    String unroutable() default "reject";

    @AttributeDefinition(
            name = "Dead letter",
            description =
                    "With unroutable = dead-letter: the address for such messages, for example queue:dead; no route.")
    String dead_letter() default "";

    @AttributeDefinition(
            name = "Alternate",
            description = "With unroutable = alternate: the address for such messages, for example queue:rest or"
                    + " route:other.")
    String alternate() default "";

    @AttributeDefinition(
            name = "Assignments",
            description =
                    "Keys for which the route keeps an address, as the sticky router wants it; beyond that the one"
                            + " that was not used for longest goes.",
            min = "1",
            max = "10000000")
    int assignments_max() default 100_000;
}
