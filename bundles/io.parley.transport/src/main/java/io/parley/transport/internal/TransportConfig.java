package io.parley.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What people see of the configuration that all listeners share. */
@ObjectClassDefinition(name = "Parley transport", description = "What all listeners share.")
@interface TransportConfig {

    @AttributeDefinition(
            description =
                    "Threads that serve sockets; 0 for one a core, up to 4. After a change, open connections stay with"
                            + " their thread until they close.",
            min = "0",
            max = "256")
    int threads() default 0;
}
