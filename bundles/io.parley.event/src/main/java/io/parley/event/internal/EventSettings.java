package io.parley.event.internal;

import java.util.Map;

/**
 * The configuration of the whole service, validated.
 *
 * @param maxRetained how many topics may have a retained value
 * @param maxSubscriptions how many subscriptions one session may have
 * @param maxTopics how many topics may have a history
 * @param maxGroups of how many groups one session may be a member
 * @param maxMembers how many members a group may have
 */
record EventSettings(int maxRetained, int maxSubscriptions, int maxTopics, int maxGroups, int maxMembers) {

    static final String PID = "io.parley.event";

    static final String RETAINED = "retained.max";
    static final String SUBSCRIPTIONS = "subscriptions.max";
    static final String TOPICS = "topics.max";
    static final String GROUPS = "groups.max";
    static final String MEMBERS = "group.members.max";

    static final int DEFAULT_RETAINED = 1_000_000;
    static final int DEFAULT_SUBSCRIPTIONS = 100_000;
    static final int DEFAULT_TOPICS = 100_000;
    static final int DEFAULT_GROUPS = 100;
    static final int DEFAULT_MEMBERS = 1_000;

    private static final int MOST = 100_000_000;

    /** All of them are reached by one batch. */
    private static final int MOST_MEMBERS = 10_000;

    private static final int MOST_GROUPS = 10_000;

    static final EventSettings DEFAULT =
            new EventSettings(DEFAULT_RETAINED, DEFAULT_SUBSCRIPTIONS, DEFAULT_TOPICS, DEFAULT_GROUPS, DEFAULT_MEMBERS);

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static EventSettings of(Map<String, ?> properties) {
        return new EventSettings(
                number(properties, RETAINED, DEFAULT_RETAINED, MOST),
                number(properties, SUBSCRIPTIONS, DEFAULT_SUBSCRIPTIONS, MOST),
                number(properties, TOPICS, DEFAULT_TOPICS, MOST),
                number(properties, GROUPS, DEFAULT_GROUPS, MOST_GROUPS),
                number(properties, MEMBERS, DEFAULT_MEMBERS, MOST_MEMBERS));
    }

    private static int number(Map<String, ?> properties, String key, int otherwise, int most) {
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.toString().trim());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(
                PID + ": " + key + " = " + value + " is not allowed: a whole number from 1 to " + most);
    }
}
