package io.parley.itest.clients;

import static java.util.Map.entry;

import io.parley.itest.clients.AgentKit.Processes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients that the scenes are played with, in the order of the table in README.md. */
final class Kits {

    private static final Set<Version> BOTH = Set.of(Version.values());

    private static final String UNSEEN = "`mosquitto_sub` does not show it";
    private static final String NO_OPTION = "there is no option for it";
    private static final String NOT_HELD = "the library acknowledges what the program has seen, one after the other";

    private static final String NO_AUTH = "the library knows no AUTH, or leaves no way to answer it";
    private static final String NO_REASON = "the library does not tell the reason of an acknowledgement";
    private static final String NO_TOPIC = "the library does not find the topic of an alias";

    private static final String STAYS =
            "in 5.0 `mosquitto_sub` neither ends nor comes back after the server's DISCONNECT";
    private static final String STALLS =
            "it stalls now and then over WebSocket when several frames come at once, as in eclipse-paho/paho.mqtt.c#477 and #721";

    static final Kit MOSQUITTO = new MosquittoKit(Map.ofEntries(
            entry(Feature.PUBLISH_ACROSS, "`mosquitto_pub` ends when its connection breaks"),
            entry(Feature.WILL_FORGOTTEN, "in 5.0 `mosquitto_sub` leaves with reason 0x04, which asks for the will"),
            entry(Feature.RECONNECTION, STAYS),
            entry(Feature.TAKEOVER, STAYS),
            entry(Feature.WEB_SOCKET, NO_OPTION),
            entry(Feature.WEB_SOCKET_TLS, NO_OPTION),
            entry(Feature.UNSUBSCRIBE, NO_OPTION),
            entry(Feature.UNSUBSCRIBE_CODES, NO_OPTION),
            entry(Feature.SESSION_EXPIRY, UNSEEN),
            entry(Feature.EXPIRY_AT_DISCONNECT, NO_OPTION),
            entry(Feature.DISCONNECT_WITH_WILL, NO_OPTION),
            entry(Feature.SERVER_DISCONNECT, "`mosquitto_sub` takes over in its turn, for ever"),
            entry(Feature.ASSIGNED_ID, UNSEEN),
            entry(Feature.CONNACK, UNSEEN),
            entry(Feature.RESPONSE_INFORMATION, UNSEEN),
            entry(Feature.SERVER_REFERENCE, UNSEEN),
            entry(Feature.ENHANCED_AUTHENTICATION, NO_AUTH),
            entry(Feature.REAUTHENTICATION, NO_AUTH),
            entry(Feature.NO_LOCAL, NO_OPTION),
            entry(Feature.RETAIN_HANDLING, NO_OPTION),
            entry(Feature.RECEIVE_MAXIMUM, NOT_HELD),
            entry(Feature.ALIAS_TO_SERVER, "`mosquitto_pub` sends the topic each time"),
            entry(Feature.ALIAS_TO_CLIENT, NO_TOPIC),
            entry(Feature.TRANSACTION, NO_OPTION)));

    static final Kit PAHO_C = new AgentKit(
            "paho.mqtt.c",
            BOTH,
            Map.of(
                    Feature.WEB_SOCKET, STALLS,
                    Feature.WEB_SOCKET_TLS, STALLS,
                    Feature.PUBLISH_ACROSS,
                            "it forgets now and then the message that it writes while its connection breaks",
                    Feature.SERVER_REFERENCE, "the library does not tell the properties of a refusal",
                    Feature.ENHANCED_AUTHENTICATION, NO_AUTH,
                    Feature.REAUTHENTICATION, NO_AUTH,
                    Feature.RECEIVE_MAXIMUM, NOT_HELD,
                    Feature.ALIAS_TO_CLIENT, NO_TOPIC,
                    Feature.NO_SUBSCRIBER, NO_REASON),
            Libraries::c,
            // It has one buffer for the WebSockets of all its clients.
            Processes.ONE_FOR_EACH_CLIENT);

    static final Kit PAHO_GO = new AgentKit(
            "paho.mqtt.golang",
            Set.of(Version.V3_1_1),
            Map.of(
                    Feature.PUBLISH_ACROSS, "version 1.1 of the library does not send again",
                    Feature.RESUMPTION, "version 1.1 of the library crashes now and then when its connection breaks"),
            Libraries::go,
            Processes.ONE);

    static final Kit PAHO_PYTHON = new AgentKit(
            "paho-mqtt",
            BOTH,
            Map.of(
                    Feature.ENHANCED_AUTHENTICATION, NO_AUTH,
                    Feature.REAUTHENTICATION, NO_AUTH,
                    Feature.RECEIVE_MAXIMUM, NOT_HELD,
                    Feature.ALIAS_TO_CLIENT, NO_TOPIC,
                    Feature.SERVER_DISCONNECT, "version 1.6 of the library overlooks a reason without properties",
                    Feature.NO_SUBSCRIBER, NO_REASON),
            Libraries::python,
            Processes.ONE);

    static final Kit MQTT_JS = new AgentKit(
            "mqtt.js",
            BOTH,
            Map.of(
                    Feature.RECEIVE_MAXIMUM,
                    NOT_HELD,
                    Feature.REAUTHENTICATION,
                    "the library takes the server's AUTH of success for an error"),
            Libraries::node,
            Processes.ONE);

    static final Kit HIVEMQ = new HiveMqKit(
            Map.of(Feature.SUBSCRIPTION_IDENTIFIER, "the library uses identifiers of its own and does not show them"));

    /** All, or those that the system property {@code parley.kits} names, between commas. */
    static final List<Kit> ALL = chosen(List.of(MOSQUITTO, PAHO_C, PAHO_GO, PAHO_PYTHON, MQTT_JS, HIVEMQ));

    private Kits() {}

    private static List<Kit> chosen(List<Kit> all) {
        List<String> titles = List.of(System.getProperty("parley.kits", "").split(","));
        List<Kit> chosen =
                all.stream().filter(kit -> titles.contains(kit.title())).toList();
        return chosen.isEmpty() ? all : chosen;
    }
}
