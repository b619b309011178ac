package io.parley.itest.mqtt.conversation;

/** Section 4.7, as plainly as can be. */
final class Filters {

    private Filters() {}

    static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        return matches(filter.split("/", -1), topic.split("/", -1), 0);
    }

    private static boolean matches(String[] filter, String[] topic, int level) {
        if (level == filter.length) {
            return level == topic.length;
        }
        if (filter[level].equals("#")) {
            return true;
        }
        boolean same = level < topic.length && (filter[level].equals("+") || filter[level].equals(topic[level]));
        return same && matches(filter, topic, level + 1);
    }
}
