package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.logging.Printable;
import java.util.Optional;

/**
 * A topic about the state of a client's own session, {@code $state/session/<key>}, or of a group that it is in,
 * {@code $state/group/<name>/<key>}. What a topic cannot have in it is written as {@code %00}, {@code %23} (#), {@code %25} (%) and {@code %2B} (+), in the
 * name of a group also {@code %2F} (/).
 *
 * @param group whose state it is; empty for the session's
 * @param key of one value; empty for all of the state
 */
record StateTopic(Optional<String> group, Optional<String> key) {

    private static final String ALL = "$state/";
    private static final String SESSION = "$state/session";
    private static final String GROUP = "$state/group/";
    private static final String WILDCARD = "#";

    /** Values whose keys begin so are Parley's own. */
    private static final String OWN = "$";

    private static final String ESCAPED = "%#+\0";
    private static final String ESCAPED_IN_NAMES = ESCAPED + '/';

    static boolean isOne(Address address) {
        return address.kind() == Address.Kind.TOPIC && address.name().startsWith(ALL);
    }

    /** @throws RefusedException INVALID, for what is no topic of one value */
    static StateTopic ofValue(Address address) {
        StateTopic topic = of(address);
        if (topic.key.isEmpty()) {
            throw invalid(address, "names no value");
        }
        return topic;
    }

    /**
     * What is followed: one value, or all where the last level is {@code #}.
     *
     * @throws RefusedException INVALID, for anything else
     */
    static StateTopic of(Address address) {
        String text = address.name();
        if (text.startsWith(SESSION + '/')) {
            return new StateTopic(Optional.empty(), key(address, text.substring(SESSION.length() + 1)));
        }
        int slash = text.startsWith(GROUP) ? text.indexOf('/', GROUP.length()) : -1;
        if (slash <= GROUP.length()) {
            throw invalid(address, "is not $state/session/<key> or $state/group/<name>/<key>");
        }
        String name = decoded(address, text.substring(GROUP.length(), slash));
        return new StateTopic(Optional.of(name), key(address, text.substring(slash + 1)));
    }

    private static Optional<String> key(Address address, String text) {
        if (text.equals(WILDCARD)) {
            return Optional.empty();
        }
        String key = decoded(address, text);
        if (key.isEmpty() || isOwn(key)) {
            throw invalid(address, key.isEmpty() ? "has no key" : "is about a value that is Parley's own");
        }
        return Optional.of(key);
    }

    static boolean isOwn(String key) {
        return key.startsWith(OWN);
    }

    private static String decoded(Address address, String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '#' || c == '+') {
                throw invalid(address, "has a wildcard that is not # in place of the key");
            }
            if (c == '%') {
                c = i + 2 < text.length() ? escaped(text.charAt(i + 1), text.charAt(i + 2)) : '%';
                if (c == '%' && !text.startsWith("%25", i)) {
                    throw invalid(address, "has a % that is not one of %00, %23, %25, %2B and %2F");
                }
                i += 2;
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    /** The character that those two digits stand for; % for all that stand for none that is escaped. */
    private static char escaped(char high, char low) {
        int value = Character.digit(high, 16) * 16 + Character.digit(low, 16);
        return value >= 0 && ESCAPED_IN_NAMES.indexOf(value) >= 0 ? (char) value : '%';
    }

    private static String encoded(String text, String which) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (which.indexOf(c) >= 0) {
                encoded.append("%%%02X".formatted((int) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** The topic of all of that state. */
    Address whole() {
        return Address.topic(base());
    }

    /** The topic of one value of that state. */
    Address value(String one) {
        return Address.topic(base() + '/' + encoded(one, ESCAPED));
    }

    private String base() {
        return group.map(name -> GROUP + encoded(name, ESCAPED_IN_NAMES)).orElse(SESSION);
    }

    /** Whose state it is, where the client has that session. */
    Address owner(String session) {
        return group.map(Address::group).orElseGet(() -> Address.session(session));
    }

    private static RefusedException invalid(Address address, String what) {
        return new RefusedException(Reason.INVALID, "'" + Printable.of(address.name(), 200) + "' " + what);
    }
}
