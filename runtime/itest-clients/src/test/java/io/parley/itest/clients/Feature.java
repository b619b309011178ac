package io.parley.itest.clients;

import java.util.Set;

/** What a client must see of the server; one test each. The names and their order are those of the table in README.md. */
enum Feature {
    QOS("QoS 0, 1 and 2, in order, the lesser of both", Since.V3_1_1),
    LARGE("payloads of 1 MB", Since.V3_1_1),
    WILDCARDS("wildcards", Since.V3_1_1),
    UNSUBSCRIBE("unsubscribing", Since.V3_1_1),
    RETAINED("retained messages", Since.V3_1_1),
    QUEUE("sharing the work of `$queue/…`", Since.V3_1_1),
    WILL("will", Since.V3_1_1),
    WILL_FORGOTTEN("no will after DISCONNECT", Since.V3_1_1),
    RESUMPTION("resuming after a broken connection", Since.V3_1_1),
    PUBLISH_ACROSS("going on with publishing after a broken connection", Since.V3_1_1),
    OUTAGE("resuming after a restart and a kill of the server", Since.V3_1_1),
    RECONNECTION("reconnecting by itself", Since.V3_1_1),
    TAKEOVER("takeover by a second client of the same id", Since.V3_1_1),
    KEEP_ALIVE("keep-alive", Since.V3_1_1),
    TLS("TLS; not with a server of another authority", Since.V3_1_1),
    MUTUAL_TLS("mutual TLS; not without, with an expired or with a stranger's certificate", Since.V3_1_1),
    WEB_SOCKET("WebSocket", Since.V3_1_1),
    WEB_SOCKET_TLS("WebSocket over TLS", Since.V3_1_1),
    IPV6("IPv6", Since.V3_1_1),
    SESSION_EXPIRY("session expiry", Since.V5),
    EXPIRY_AT_DISCONNECT("session expiry changed by DISCONNECT", Since.V5),
    WILL_DELAY("will delay and properties of a will", Since.V5),
    DISCONNECT_WITH_WILL("DISCONNECT with reason 0x04: the will is published", Since.V5),
    SERVER_DISCONNECT("DISCONNECT by the server, with its reason", Since.V5),
    ASSIGNED_ID("assigned client id", Since.V5),
    CONNACK("what the server can, in CONNACK", Since.V5),
    RESPONSE_INFORMATION("response information, for those who ask", Since.V5),
    SERVER_REFERENCE("sent to another server", Since.V5),
    ENHANCED_AUTHENTICATION("enhanced authentication: SCRAM-SHA-256, in which both sides prove themselves", Since.V5),
    REAUTHENTICATION("authenticating anew while connected", Since.V5),
    USER_PROPERTIES("user properties, in order and repeated", Since.V5),
    CONTENT_TYPE("content type and payload format indicator", Since.V5),
    REQUEST_RESPONSE("request and response: response topic, correlation data", Since.V5),
    MESSAGE_EXPIRY("message expiry, counted down", Since.V5),
    NO_SUBSCRIBER("reason 0x10: no matching subscribers", Since.V5),
    SUBSCRIPTION_IDENTIFIER("subscription identifiers", Since.V5),
    NO_LOCAL("no local", Since.V5),
    RETAIN_AS_PUBLISHED("retain as published", Since.V5),
    RETAIN_HANDLING("retain handling 0, 1 and 2", Since.V5),
    SHARED("shared subscriptions", Since.V5),
    UNSUBSCRIBE_CODES("reasons in UNSUBACK", Since.V5),
    RECEIVE_MAXIMUM("receive maximum of the client, with acknowledgements held back", Since.V5),
    RECEIVE_MAXIMUM_ONE("receive maximum 1, QoS 1 and 2", Since.V5),
    MAXIMUM_PACKET_SIZE("maximum packet size of the client", Since.V5),
    ALIAS_TO_SERVER("topic aliases to the server", Since.V5),
    ALIAS_TO_CLIENT("topic aliases to the client", Since.V5),
    TRANSACTION("transactions, by user properties", Since.V5);

    private final String title;
    private final Since since;

    private enum Since {
        V3_1_1,
        V5
    }

    Feature(String title, Since since) {
        this.title = title;
        this.since = since;
    }

    String title() {
        return title;
    }

    /** The versions of MQTT that have it. */
    Set<Version> versions() {
        return since == Since.V5 ? Set.of(Version.V5) : Set.of(Version.values());
    }
}
