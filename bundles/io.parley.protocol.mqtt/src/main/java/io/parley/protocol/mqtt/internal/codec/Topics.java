package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.Optional;

/**
 * What MQTT's topics are in Parley: a plain one is {@code topic:}, and {@code $queue/n}, {@code $session/n},
 * {@code $route/n}, {@code $principal/n} and {@code $group/n} are the address of that kind; {@code $state/…} are topics by which the gateway knows values of
 * states. Other names that start with {@code $} belong to the server.
 */
final class Topics {

    static final Topics V3_1_1 = new Topics(Rules.V3_1_1);
    static final Topics V5 = new Topics(Rules.V5);

    /** What there is to publish to, for people. */
    static final String PUBLISHED =
            "of those that start with $, clients publish to $queue/<name>, $session/<id>, $route/<name>,"
                    + " $principal/<name>, $group/<name>, $state/session/<key> and $state/group/<name>/<key>";

    /** Where parts of transactions go that send nothing; not in 3.1.1, which has no such parts. */
    static final Address TRANSACTION = Address.topic("$transaction");

    private static final String QUEUE = "$queue/";
    private static final String SESSION = "$session/";
    private static final String ROUTE = "$route/";
    private static final String PRINCIPAL = "$principal/";
    private static final String GROUP = "$group/";
    private static final String STATE = "$state/";
    private static final String SHARE = "$share/";

    private final Rules rules;

    private Topics(Rules rules) {
        this.rules = rules;
    }

    static boolean hasWildcard(String topic) {
        return topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0;
    }

    /** Whether what is published there changes a state, and goes to nobody. */
    static boolean isState(Address address) {
        return address.kind() == Address.Kind.TOPIC && address.name().startsWith(STATE);
    }

    /** Where a message published to that topic goes; null where the topic is the server's own. */
    Address published(String topic, PacketType packet, String field) throws MalformedPacketException {
        if (topic.isEmpty() && Rule.violated("MQTT-4.7.3-1")) {
            throw new MalformedPacketException(
                    packet, field + " is empty", "MQTT-4.7.3-1", ReasonCode.TOPIC_NAME_INVALID);
        }
        if (hasWildcard(topic) && Rule.violated("MQTT-3.3.2-2")) {
            throw new MalformedPacketException(
                    packet,
                    field + " '" + Printable.of(topic) + "' contains a wildcard",
                    "MQTT-3.3.2-2",
                    ReasonCode.TOPIC_NAME_INVALID);
        }
        if (rules == Rules.V5 && topic.equals(TRANSACTION.name())) {
            return TRANSACTION;
        }
        return topic.charAt(0) == '$' && !topic.startsWith(STATE) ? special(topic) : Address.topic(topic);
    }

    /** Where an answer to a message goes, which may be anywhere. */
    static Address answered(String topic) {
        Address special = topic.charAt(0) == '$' ? special(topic) : null;
        return special == null ? Address.topic(topic) : special;
    }

    /** What a subscription to that filter is to; null when there can be none. */
    SubscriptionTarget subscribed(String filter, PacketType packet) throws MalformedPacketException {
        if (filter.startsWith(SHARE)) {
            return shared(filter, packet);
        }
        check(filter, 0, packet);
        if (filter.startsWith(QUEUE) || filter.startsWith(GROUP)) {
            Address one = hasWildcard(filter) ? null : special(filter);
            return one == null ? null : new SubscriptionTarget(one);
        }
        return isNoTopic(filter) ? null : new SubscriptionTarget(Address.topic(filter));
    }

    /**
     * {@code $share/name/filter} (MQTT 5 section 4.8.2). Queues, groups, sessions and routes are shared, or not, as they are. For
     * version 3.1.1, which does not know it, another form is just a filter without topics.
     */
    private SubscriptionTarget shared(String filter, PacketType packet) throws MalformedPacketException {
        int slash = filter.indexOf('/', SHARE.length());
        String group = filter.substring(SHARE.length(), slash < 0 ? filter.length() : slash);
        boolean followed = slash >= 0 && slash + 1 < filter.length();
        if (rules == Rules.V3_1_1 && (group.isEmpty() || !followed || hasWildcard(group))) {
            check(filter, 0, packet);
            return null;
        }
        if (group.isEmpty() && Rule.violated("MQTT-4.8.2-1")) {
            throw filterError(packet, filter, "names nobody who shares", "MQTT-4.8.2-1");
        }
        if ((!followed || hasWildcard(group)) && Rule.violated("MQTT-4.8.2-2")) {
            throw filterError(packet, filter, "is not $share/<name>/<filter>", "MQTT-4.8.2-2");
        }
        check(filter, slash + 1, packet);
        String rest = filter.substring(slash + 1);
        return rest.startsWith(QUEUE) || rest.startsWith(GROUP) || rest.startsWith(SHARE) || isNoTopic(rest)
                ? null
                : new SubscriptionTarget(Address.topic(rest), Optional.of(group));
    }

    /** Where messages are sent, and nobody subscribes. */
    private static boolean isNoTopic(String filter) {
        return filter.startsWith(SESSION) || filter.startsWith(ROUTE) || filter.startsWith(PRINCIPAL);
    }

    /** The topic under which a message with that address reaches clients. */
    static String topic(Address address) {
        return switch (address.kind()) {
            case TOPIC -> address.name();
            case QUEUE -> QUEUE + address.name();
            case SESSION -> SESSION + address.name();
            case ROUTE -> ROUTE + address.name();
            case PRINCIPAL -> PRINCIPAL + address.name();
            case GROUP -> GROUP + address.name();
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
            case PRINCIPAL -> Address.principal(topic.substring(name));
            case GROUP -> Address.group(topic.substring(name));
            default -> null;
        };
    }

    /** Section 4.7.1: a wildcard fills its whole level, and {@code #} is the last one. */
    private void check(String filter, int from, PacketType packet) throws MalformedPacketException {
        if (filter.isEmpty() && Rule.violated("MQTT-4.7.3-1")) {
            throw new MalformedPacketException(
                    packet, "a topic filter is empty", "MQTT-4.7.3-1", ReasonCode.TOPIC_FILTER_INVALID);
        }
        int last = filter.length() - 1;
        for (int i = from; i <= last; i++) {
            char c = filter.charAt(i);
            if (c != '+' && c != '#') {
                continue;
            }
            boolean begins = i == from || filter.charAt(i - 1) == '/';
            if (c == '#' && (!begins || i != last) && Rule.violated(rules.hash())) {
                throw filterError(packet, filter, "has a # that is not its whole last level", rules.hash());
            }
            boolean ends = i == last || filter.charAt(i + 1) == '/';
            if (c == '+' && (!begins || !ends) && Rule.violated(rules.plus())) {
                throw filterError(packet, filter, "has a + that is not a whole level", rules.plus());
            }
        }
    }

    private static MalformedPacketException filterError(PacketType packet, String filter, String what, String rule) {
        return new MalformedPacketException(
                packet, "'" + Printable.of(filter) + "' " + what, rule, ReasonCode.TOPIC_FILTER_INVALID);
    }
}
