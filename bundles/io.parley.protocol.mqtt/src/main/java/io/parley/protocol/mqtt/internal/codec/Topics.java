package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;

/**
 * What MQTT's topics are in Parley: a plain one is {@code topic:}, and {@code $queue/n}, {@code $session/n} and
 * {@code $route/n} are the address of that kind. Other names that start with {@code $} belong to the server.
 */
final class Topics {

    private static final String QUEUE = "$queue/";
    private static final String SESSION = "$session/";
    private static final String ROUTE = "$route/";
    private static final String SHARE = "$share/";

    private Topics() {}

    /** Where a message published to that topic goes. */
    static Address published(String topic, PacketType packet, String field) throws MalformedPacketException {
        if (topic.isEmpty()) {
            throw new MalformedPacketException(packet, field + " is empty", "MQTT-4.7.3-1");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw new MalformedPacketException(
                    packet, field + " '" + Printable.of(topic) + "' contains a wildcard", "MQTT-3.3.2-2");
        }
        if (topic.charAt(0) != '$') {
            return Address.topic(topic);
        }
        Address address = special(topic);
        if (address == null) {
            throw new MalformedPacketException(
                    packet,
                    field + " '" + Printable.of(topic)
                            + "' is the server's own; of those that start with $, clients publish"
                            + " to $queue/<name>, $session/<id> and $route/<name>",
                    "section 4.7.2");
        }
        return address;
    }

    /** What a subscription to that filter is to; null when there can be none. */
    static Address subscribed(String filter, PacketType packet) throws MalformedPacketException {
        checkFilter(filter, packet);
        if (filter.charAt(0) != '$') {
            return Address.topic(filter);
        }
        if (filter.startsWith(QUEUE)) {
            boolean exact = filter.indexOf('+') < 0 && filter.indexOf('#') < 0;
            return exact ? special(filter) : null;
        }
        boolean refused = filter.startsWith(SESSION) || filter.startsWith(ROUTE) || filter.startsWith(SHARE);
        return refused ? null : Address.topic(filter);
    }

    /** The topic under which a message with that address reaches clients. */
    static String topic(Address address) {
        return switch (address.kind()) {
            case TOPIC -> address.name();
            case QUEUE -> QUEUE + address.name();
            case SESSION -> SESSION + address.name();
            case ROUTE -> ROUTE + address.name();
        };
    }

    private static Address special(String topic) {
        int name = topic.indexOf('/') + 1;
        if (name == 0 || name == topic.length()) {
            return null;
        }
        return switch (topic.substring(0, name)) {
            case QUEUE -> Address.queue(topic.substring(name));
            case SESSION -> Address.session(topic.substring(name));
            case ROUTE -> Address.route(topic.substring(name));
            default -> null;
        };
    }

    /** Section 4.7.1: a wildcard fills its whole level, and {@code #} is the last one. */
    private static void checkFilter(String filter, PacketType packet) throws MalformedPacketException {
        if (filter.isEmpty()) {
            throw new MalformedPacketException(packet, "a topic filter is empty", "MQTT-4.7.3-1");
        }
        int last = filter.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = filter.charAt(i);
            if (c != '+' && c != '#') {
                continue;
            }
            boolean begins = i == 0 || filter.charAt(i - 1) == '/';
            if (c == '#' && (!begins || i != last)) {
                throw new MalformedPacketException(
                        packet, "# is not the whole last level of '" + Printable.of(filter) + "'", "MQTT-4.7.1-2");
            }
            if (c == '+' && (!begins || i != last && filter.charAt(i + 1) != '/')) {
                throw new MalformedPacketException(
                        packet, "+ does not fill a whole level of '" + Printable.of(filter) + "'", "MQTT-4.7.1-3");
            }
        }
    }
}
