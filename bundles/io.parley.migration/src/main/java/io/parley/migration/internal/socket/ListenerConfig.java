package io.parley.migration.internal.socket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link PeerSettings} reads it. */
@ObjectClassDefinition(
        name = "Parley: listener for peers",
        description = "Where other Parleys of this machine bring sessions. Without a configuration nobody listens.")
@interface ListenerConfig {

    @AttributeDefinition(
            name = "Host",
            description = "An address of the loopback interface; what is said is not encrypted.")
    String host() default PeerSettings.DEFAULT_HOST;

    @AttributeDefinition(
            name = "Port",
            description = "Where to listen; 0 for any port that is free.",
            min = "0",
            max = "65535")
    int port() default PeerSettings.DEFAULT_PORT;

    @AttributeDefinition(
            name = "secret.file",
            description =
                    "A file whose first line is the secret that peers know, of 16 characters or more. Has to be set.")
    String secret_file() default "";

    @AttributeDefinition(
            name = "Timeout (seconds)",
            description = "After how long without a byte a connection ends.",
            min = "1",
            max = "3600")
    int timeout_seconds() default PeerSettings.DEFAULT_TIMEOUT;
}
