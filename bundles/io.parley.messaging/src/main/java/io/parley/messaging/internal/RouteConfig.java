package io.parley.messaging.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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

    @AttributeDefinition(name = "Router", description = "Name of the router, for example direct, topic or content.")
    String router() default "direct";

    @AttributeDefinition(name = "Rules", description = "What the router decides by; see there.")
    String[] rules() default {};

    @AttributeDefinition(
            name = "Content type",
            description = "Given to messages that come without one, as those from MQTT 3.1.1 do, so that rules can read"
                    + " their fields. For example application/json. Empty: none.")
    String content_type() default "";
}
