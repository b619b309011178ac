package io.parley.api.message;

import java.util.Locale;
import java.util.Objects;

/**
 * Where a message goes: {@code queue:orders}, {@code topic:a/b}, {@code session:<id>}, {@code route:<name>},
 * {@code principal:<name>} or {@code group:<name>}.
 *
 * @param kind what stands behind the address
 * @param name not empty, at most {@value #MAX_NAME} characters, without U+0000; for a topic, levels separated by
 *     {@code /}
 */
public record Address(Kind kind, String name) {

    /** The longest name, in characters. */
    public static final int MAX_NAME = 65_535;

    private static final Kind[] KINDS = Kind.values();

    /** The kinds of address. */
    public enum Kind {
        /** Competing consumers share the messages. */
        QUEUE,
        /** Each subscriber gets each message. */
        TOPIC,
        /** One session's inbox. */
        SESSION,
        /** A router decides. */
        ROUTE,
        /** The inboxes of all sessions that a principal has at that moment. */
        PRINCIPAL,
        /** The inboxes of all sessions that are members of a group at that moment. */
        GROUP;

        private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

        /** The address prefix with its colon, for example {@code "queue:"}. */
        public String prefix() {
            return prefix;
        }
    }

    public Address {
        Objects.requireNonNull(kind, "kind");
        if (name.isEmpty() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("An address name has 1 to " + MAX_NAME
                    + " characters and no U+0000; this " + kind.prefix() + " name has " + name.length());
        }
    }

    /** The queue of that name. */
    public static Address queue(String name) {
        return new Address(Kind.QUEUE, name);
    }

    /** The topic of that name. */
    public static Address topic(String name) {
        return new Address(Kind.TOPIC, name);
    }

    /** The inbox of the session with that id. */
    public static Address session(String id) {
        return new Address(Kind.SESSION, id);
    }

    /** The route of that name. */
    public static Address route(String name) {
        return new Address(Kind.ROUTE, name);
    }

    /** All sessions of the principal of that name. */
    public static Address principal(String name) {
        return new Address(Kind.PRINCIPAL, name);
    }

    /** All members of the group of that name. */
    public static Address group(String name) {
        return new Address(Kind.GROUP, name);
    }

    /**
     * Reads an address from its text form.
     *
     * @throws IllegalArgumentException naming the text and the allowed prefixes
     */
    public static Address parse(String text) {
        for (Kind kind : KINDS) {
            if (text.startsWith(kind.prefix)) {
                return new Address(kind, text.substring(kind.prefix.length()));
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no address: it starts with queue:, topic:, session:, route:, principal: or group:");
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return kind.prefix + name;
    }
}
