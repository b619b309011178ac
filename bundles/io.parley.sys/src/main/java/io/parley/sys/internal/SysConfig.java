package io.parley.sys.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code io.parley.sys}. */
@ObjectClassDefinition(
        name = "Parley: topics about itself",
        description = "Figures about Parley under $SYS/broker, as retained values in memory. Changes apply at once.")
@interface SysConfig {

    @AttributeDefinition(
            name = "Interval (seconds)",
            description = "How often figures that have changed are published; 0 for never. 0 to 3600.",
            min = "0",
            max = "3600")
    int interval_seconds() default 10;
}
