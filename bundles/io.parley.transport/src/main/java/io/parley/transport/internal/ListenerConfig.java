package io.parley.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What people see of a listener's configuration. {@link ListenerSettings} reads and checks it. */
@ObjectClassDefinition(
        name = "Parley listener",
        description = "An address at which clients connect. One configuration each: io.parley.listener~<name>."
                + " Keys that are not listed here are handed to the protocols, for example mqtt.max.packet.bytes.")
@interface ListenerConfig {

    @AttributeDefinition(
            description =
                    "Host name or IP address to listen on. One that is not a loopback address needs an authenticator.")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port; 0 for any free one.", min = "0", max = "65535")
    int port() default 1883;

    @AttributeDefinition(
            description =
                    "The protocol spoken, by name. Of several, the first one is taken that knows a client's first bytes.")
    String[] protocol() default "mqtt";

    @AttributeDefinition(
            description = "Name of the authenticator that clients are checked with. Empty: clients are anonymous.",
            required = false)
    String authenticator() default "";

    @AttributeDefinition(
            name = "max.connections",
            description = "Connections open at the same time; further ones are closed at once.",
            min = "1",
            max = "1000000")
    int max_connections() default 50_000;

    @AttributeDefinition(
            description =
                    "Connections that the operating system keeps until they are accepted. Applies when the address is bound.",
            min = "1",
            max = "65535")
    int backlog() default 1024;

    @AttributeDefinition(
            name = "high.water.kib",
            description = "With more than this waiting to be sent to a client, deliveries to it pause.",
            min = "1",
            max = "1048576")
    int high_water_kib() default 1024;

    @AttributeDefinition(
            name = "low.water.kib",
            description = "With less than this waiting to be sent to a client, deliveries to it go on.",
            min = "1",
            max = "1048576")
    int low_water_kib() default 256;

    @AttributeDefinition(
            name = "max.unsent.mib",
            description =
                    "A client for which more than this waits is disconnected, whatever its protocol thinks of it.",
            min = "1",
            max = "2047")
    int max_unsent_mib() default 64;

    @AttributeDefinition(
            name = "max.unread.mib",
            description =
                    "A client of which more than this has arrived and was not read by its protocol is disconnected."
                            + " No packet can be larger.",
            min = "1",
            max = "1024")
    int max_unread_mib() default 256;

    @AttributeDefinition(
            name = "first.byte.seconds",
            description = "A client that sends nothing for this long after it has connected is disconnected.",
            min = "1",
            max = "3600")
    int first_byte_seconds() default 10;

    @AttributeDefinition(
            name = "write.stall.seconds",
            description = "A client that takes nothing for this long while bytes wait for it is disconnected.",
            min = "1",
            max = "86400")
    int write_stall_seconds() default 60;

    @AttributeDefinition(
            name = "park.seconds",
            description =
                    "How long clients stay connected, unread, while their protocol or the gateway is not running.",
            min = "0",
            max = "86400")
    int park_seconds() default 30;

    @AttributeDefinition(
            name = "drain.ms",
            description =
                    "How long a protocol that goes may take to give a connection up, or a client's handler to say goodbye.",
            min = "0",
            max = "60000")
    int drain_ms() default 2_000;
}
