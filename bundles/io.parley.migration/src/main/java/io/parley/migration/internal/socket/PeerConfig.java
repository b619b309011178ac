package io.parley.migration.internal.socket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link PeerSettings} reads it. */
@ObjectClassDefinition(
        name = "Parley: peer",
        description = "Another Parley of this machine, to which sessions can be taken. Changes apply to the next call.")
@interface PeerConfig {

    @AttributeDefinition(
            name = "Name",
            description =
                    "What the other Parley is called here. Empty: what follows the ~ in the PID of the configuration.")
    String name() default "";

    @AttributeDefinition(
            name = "Host",
            description = "Its address on the loopback interface; what is said is not encrypted.")
    String host() default PeerSettings.DEFAULT_HOST;

    @AttributeDefinition(
            name = "Port",
            description = "Where it listens for peers (io.parley.peer.listener there).",
            min = "1",
            max = "65535")
    int port() default PeerSettings.DEFAULT_PORT;

    @AttributeDefinition(
            name = "secret.file",
            description =
                    "A file whose first line is the secret that both know, of 16 characters or more. Has to be set.")
    String secret_file() default "";

    @AttributeDefinition(
            name = "Reference",
            description =
                    "The other Parley as its clients know it, host:port say: MQTT 5 clients whose session is there are told it.")
    String reference() default "";

    @AttributeDefinition(
            name = "Timeout (seconds)",
            description = "After how long without a byte a call counts as not answered, and is made again.",
            min = "1",
            max = "3600")
    int timeout_seconds() default PeerSettings.DEFAULT_TIMEOUT;
}
