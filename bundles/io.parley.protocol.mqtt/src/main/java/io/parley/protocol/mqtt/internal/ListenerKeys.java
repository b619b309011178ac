package io.parley.protocol.mqtt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What a listener can be configured to for this protocol, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        factoryPid = "io.parley.listener",
        name = "Parley listener: MQTT",
        description = "Keys of the protocol mqtt. Connections keep the values with which they began.")
@interface ListenerKeys {

    @AttributeDefinition(name = "Versions", description = "Versions of MQTT that are served: 3.1, 3.1.1, 5.0.")
    String[] mqtt_versions() default {"3.1.1", "5.0"};

    @AttributeDefinition(
            name = "Largest packet (bytes)",
            description = "The largest packet from a client.",
            min = "128",
            max = "268435460")
    int mqtt_max_packet_bytes() default 1_048_576;

    @AttributeDefinition(
            name = "Connect timeout (seconds)",
            description =
                    "How long a client has for its CONNECT, together with the server's decision, and for each step"
                            + " of an authentication later on.",
            min = "1",
            max = "3600")
    int mqtt_connect_timeout_seconds() default 10;

    @AttributeDefinition(
            name = "Session expiry (seconds)",
            description = "How long a session that is not clean outlives the connection of a client of 3.1.1."
                    + " 4294967295 is for ever.",
            min = "0",
            max = "4294967295")
    long mqtt_session_expiry_seconds() default 4_294_967_295L;

    @AttributeDefinition(
            name = "Longest session expiry (seconds)",
            description = "The longest that any session outlives its connection; clients of 5.0 are told. 4294967295 is"
                    + " for ever.",
            min = "0",
            max = "4294967295")
    long mqtt_session_expiry_maximum_seconds() default 4_294_967_295L;

    @AttributeDefinition(
            name = "Longest keep alive (seconds)",
            description = "The longest keep alive of a client of 5.0, which is told. 0 for any.",
            min = "0",
            max = "65535")
    int mqtt_keep_alive_maximum_seconds() default 0;

    @AttributeDefinition(
            name = "Idle (seconds)",
            description = "A client to which and from which nothing but pings has gone for this long is disconnected. 0"
                    + " for never.",
            min = "0",
            max = "31536000")
    int mqtt_idle_seconds() default 0;

    @AttributeDefinition(
            name = "Receive maximum",
            description = "Packets of a client that may wait for their answer; clients of 5.0 are told.",
            min = "1",
            max = "65535")
    int mqtt_receive_maximum() default 1_024;

    @AttributeDefinition(
            name = "Receive maximum (KiB)",
            description = "The same by the size of their payloads.",
            min = "1",
            max = "1048576")
    int mqtt_receive_kib() default 8_192;

    @AttributeDefinition(
            name = "Inflight maximum",
            description = "Deliveries that a client may leave unacknowledged.",
            min = "1",
            max = "4095")
    int mqtt_inflight_maximum() default 1_024;

    @AttributeDefinition(
            name = "Filters of a packet",
            description = "Topic filters in one SUBSCRIBE or UNSUBSCRIBE.",
            min = "1",
            max = "65535")
    int mqtt_packet_filters() default 1_000;

    @AttributeDefinition(
            name = "Subscriptions",
            description =
                    "Subscriptions that a client may make on one connection. 0 for as many as a session may have.",
            min = "0",
            max = "10000000")
    int mqtt_subscriptions_maximum() default 0;

    @AttributeDefinition(
            name = "Publish rate",
            description = "Messages a second that a client may publish; a faster one is read more slowly. 0 for any.",
            min = "0",
            max = "10000000")
    int mqtt_publish_rate() default 0;

    @AttributeDefinition(
            name = "Publish rate (KiB)",
            description = "The same by the size of their payloads. 0 for any.",
            min = "0",
            max = "2000000")
    int mqtt_publish_kib_rate() default 0;

    @AttributeDefinition(
            name = "Maximum QoS",
            description = "The highest QoS of messages, both ways.",
            min = "0",
            max = "2")
    int mqtt_maximum_qos() default 2;

    @AttributeDefinition(name = "Retain", description = "Whether messages may become retained values.")
    boolean mqtt_retain() default true;

    @AttributeDefinition(name = "Wildcards", description = "Whether topic filters may contain wildcards.")
    boolean mqtt_wildcard_subscriptions() default true;

    @AttributeDefinition(name = "Identifiers", description = "Whether subscriptions may have identifiers.")
    boolean mqtt_subscription_identifiers() default true;

    @AttributeDefinition(
            name = "Shared subscriptions",
            description = "Whether there are shared subscriptions, $share/<name>/<filter>.")
    boolean mqtt_shared_subscriptions() default true;

    @AttributeDefinition(
            name = "Topic aliases",
            description = "Topic aliases that a client may use.",
            min = "0",
            max = "65535")
    int mqtt_topic_alias_maximum() default 32;

    @AttributeDefinition(
            name = "Payload format check",
            description = "Whether a payload whose sender says that it is UTF-8 has to be.")
    boolean mqtt_payload_format_check() default false;

    @AttributeDefinition(
            name = "Response information",
            description = "Response information for clients of 5.0 that ask for it; {client} stands for the client id.",
            required = false)
    String mqtt_response_information() default "";

    @AttributeDefinition(
            name = "Redirect",
            description = "Whether all clients are sent to another server.",
            options = {@Option("off"), @Option("temporary"), @Option("permanent")})
    String mqtt_redirect() default "off";

    @AttributeDefinition(
            name = "Server reference",
            description = "Which one that is, as section 4.11 of MQTT 5 has it, for example mqtt.example.org:1883.",
            required = false)
    String mqtt_server_reference() default "";

    @AttributeDefinition(
            name = "Accept",
            description = "Content types that clients of 5.0 may choose from in their CONNECT.",
            required = false)
    String[] mqtt_accept() default {};

    @AttributeDefinition(
            name = "Accept encoding",
            description = "Content encodings that clients of 5.0 may choose from in their CONNECT.",
            required = false)
    String[] mqtt_accept_encoding() default {};
}
