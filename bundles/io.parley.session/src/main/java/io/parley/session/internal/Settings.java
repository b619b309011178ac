package io.parley.session.internal;

import io.parley.engine.config.ConfigurationReader;
import java.util.Locale;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param maxSessions how many sessions there may be
 * @param sessionsPerPrincipal how many of them one principal may have; 0 for any number
 * @param children how many children one session may have
 * @param depth how many sessions one may have above it
 * @param stateKeys how many values one session's state may have
 * @param stateValueKib the size of one such value, at most
 * @param stateKib the size of all of them together, at most
 * @param takeover who has a session that two want
 */
record Settings(
        int maxSessions,
        int sessionsPerPrincipal,
        int children,
        int depth,
        int stateKeys,
        int stateValueKib,
        int stateKib,
        Takeover takeover) {

    static final String PID = "io.parley.session";

    static final String MAX_SESSIONS = "max.sessions";
    static final String SESSIONS_PER_PRINCIPAL = "max.sessions.per.principal";
    static final String CHILDREN = "children.max";
    static final String DEPTH = "children.depth.max";
    static final String STATE_KEYS = "state.keys.max";
    static final String STATE_VALUE = "state.value.kib";
    static final String STATE = "state.kib";
    static final String TAKEOVER = "takeover";

    static final int DEFAULT_MAX_SESSIONS = 1_000_000;
    static final int DEFAULT_SESSIONS_PER_PRINCIPAL = 0;
    static final int DEFAULT_CHILDREN = 100;
    static final int DEFAULT_DEPTH = 3;
    static final int DEFAULT_STATE_KEYS = 1_000;
    static final int DEFAULT_STATE_VALUE = 1_024;
    static final int DEFAULT_STATE = 16_384;
    static final String DEFAULT_TAKEOVER = "newest";

    private static final int MOST_SESSIONS = 100_000_000;
    static final int MOST_SESSIONS_PER_PRINCIPAL = 10_000;
    private static final int MOST_CHILDREN = 10_000;
    private static final int MOST_DEPTH = 16;
    private static final int MOST_STATE_KEYS = 100_000;
    private static final int MOST_STATE_VALUE = 1_024;
    private static final int MOST_STATE = 1_048_576;

    static final Settings DEFAULT = new Settings(
            DEFAULT_MAX_SESSIONS,
            DEFAULT_SESSIONS_PER_PRINCIPAL,
            DEFAULT_CHILDREN,
            DEFAULT_DEPTH,
            DEFAULT_STATE_KEYS,
            DEFAULT_STATE_VALUE,
            DEFAULT_STATE,
            Takeover.NEWEST);

    Settings {
        requireRange(MAX_SESSIONS, maxSessions, MOST_SESSIONS);
        requireRange(CHILDREN, children, MOST_CHILDREN);
        requireRange(DEPTH, depth, MOST_DEPTH);
        requireRange(STATE_KEYS, stateKeys, MOST_STATE_KEYS);
        requireRange(STATE_VALUE, stateValueKib, MOST_STATE_VALUE);
        requireRange(STATE, stateKib, MOST_STATE);
    }

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties) {
        return new Settings(
                number(properties, MAX_SESSIONS, DEFAULT_MAX_SESSIONS, MOST_SESSIONS),
                perPrincipal(properties),
                number(properties, CHILDREN, DEFAULT_CHILDREN, MOST_CHILDREN),
                number(properties, DEPTH, DEFAULT_DEPTH, MOST_DEPTH),
                number(properties, STATE_KEYS, DEFAULT_STATE_KEYS, MOST_STATE_KEYS),
                number(properties, STATE_VALUE, DEFAULT_STATE_VALUE, MOST_STATE_VALUE),
                number(properties, STATE, DEFAULT_STATE, MOST_STATE),
                takeover(properties));
    }

    private static int number(Map<String, ?> properties, String key, int otherwise, int most) {
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value.toString().trim());
        } catch (NumberFormatException e) {
            throw wrong(key, value, most);
        }
    }

    private static int perPrincipal(Map<String, ?> properties) {
        return new ConfigurationReader(PID, properties)
                .number(SESSIONS_PER_PRINCIPAL, DEFAULT_SESSIONS_PER_PRINCIPAL, 0, MOST_SESSIONS_PER_PRINCIPAL);
    }

    private static Takeover takeover(Map<String, ?> properties) {
        String word = new ConfigurationReader(PID, properties).choice(TAKEOVER, DEFAULT_TAKEOVER, "newest", "oldest");
        return Takeover.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static void requireRange(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(key, value, most);
        }
    }

    private static IllegalArgumentException wrong(String key, Object value, int most) {
        return new IllegalArgumentException(
                PID + ": " + key + " = " + value + " is not allowed: a whole number from 1 to " + most);
    }
}
