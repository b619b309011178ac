package io.parley.auth.file.internal.acl;

import io.parley.api.message.Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that a rule is about: one kind with a name in which {@code +} and {@code #} stand for levels as in MQTT (5.0, section
 * 4.7), or all of them. Names of sessions and principals have one level. Immutable.
 */
final class AddressPattern {

    /** Whether the pattern and what somebody asks for have addresses in common. */
    enum Relation {
        NONE,
        /** Some, but not all that is asked for. */
        SOME,
        /** All that is asked for. */
        ALL
    }

    private static final String EVERYTHING = "*";

    private final Address.Kind kind;
    private final List<Level> levels;

    private AddressPattern(Address.Kind kind, List<Level> levels) {
        this.kind = kind;
        this.levels = levels;
    }

    /** @throws IllegalArgumentException saying what is wrong and what is allowed */
    static AddressPattern parse(String text) {
        if (text.equals(EVERYTHING)) {
            return new AddressPattern(null, List.of());
        }
        Address address;
        try {
            address = Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an address begins with topic:, queue:, session:, route:, principal: or group:, or is * for all of them, unlike '"
                            + text + "'",
                    e);
        }
        List<Level> levels = Stream.of(split(address.kind(), address.name()))
                .map(Level::parse)
                .toList();
        for (int i = 0; i < levels.size() - 1; i++) {
            if (levels.get(i) instanceof Level.Multi) {
                throw new IllegalArgumentException("# is the last level, unlike in '" + text + "'");
            }
        }
        return new AddressPattern(address.kind(), levels);
    }

    private static String[] split(Address.Kind kind, String name) {
        return kind == Address.Kind.SESSION || kind == Address.Kind.PRINCIPAL
                ? new String[] {name}
                : name.split("/", -1);
    }

    /** An address that somebody asks for, in levels. */
    record Wanted(Address.Kind kind, String[] levels, boolean pattern) {

        /** @param pattern whether {@code +} and {@code #} in a topic's name are wildcards */
        static Wanted of(Address address, boolean pattern) {
            return new Wanted(
                    address.kind(),
                    split(address.kind(), address.name()),
                    pattern && address.kind() == Address.Kind.TOPIC);
        }

        private boolean isSingle(int level) {
            return pattern && levels[level].equals("+");
        }

        private boolean isMulti(int level) {
            return pattern && levels[level].equals("#");
        }

        /** Names that begin with {@code $} are reached by no wildcard in their first level. */
        private boolean isHidden() {
            return kind == Address.Kind.TOPIC && levels[0].startsWith("$");
        }
    }

    Relation relation(Wanted wanted, String principal, String clientId) {
        if (kind == null) {
            return Relation.ALL;
        }
        if (kind != wanted.kind) {
            return Relation.NONE;
        }
        boolean all = true;
        for (int i = 0; ; i++) {
            Level mine = i < levels.size() ? levels.get(i) : null;
            boolean end = i == wanted.levels.length;
            if (mine instanceof Level.Multi) {
                return i == 0 && wanted.isHidden() ? Relation.NONE : all ? Relation.ALL : Relation.SOME;
            }
            if (!end && wanted.isMulti(i)) {
                return i == 0 && startsHidden() ? Relation.NONE : Relation.SOME;
            }
            if (mine == null || end) {
                return mine != null || !end ? Relation.NONE : all ? Relation.ALL : Relation.SOME;
            }
            if (mine instanceof Level.Text text) {
                if (wanted.isSingle(i)) {
                    if (i == 0 && startsHidden()) {
                        return Relation.NONE;
                    }
                    all = false;
                } else if (!text.is(wanted.levels[i], principal, clientId)) {
                    return Relation.NONE;
                }
            } else if (i == 0 && wanted.isHidden()) {
                return Relation.NONE;
            }
        }
    }

    private boolean startsHidden() {
        return kind == Address.Kind.TOPIC
                && levels.get(0) instanceof Level.Text text
                && text.template().startsWith("$");
    }
}
