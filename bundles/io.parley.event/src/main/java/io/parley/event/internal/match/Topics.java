package io.parley.event.internal.match;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;

/** Topic names and patterns, as MQTT 3.1.1 section 4.7 defines them. */
public final class Topics {

    /** So many levels a name or pattern may have. */
    public static final int MAX_LEVELS = 128;

    /** What topics about Parley itself begin with. */
    public static final String SYSTEM = "$SYS/";

    /** What topics begin with on which Parley tells what happens. */
    public static final String OWN = "$parley/";

    private Topics() {}

    /** @throws RefusedException INVALID, when messages cannot be published to that name */
    public static void checkName(String topic) {
        int levels = 1;
        for (int i = 0; i < topic.length(); i++) {
            char c = topic.charAt(i);
            if (c == '+' || c == '#') {
                throw new RefusedException(
                        Reason.INVALID,
                        "Topic '" + topic + "' has a '" + c + "': wildcards are for subscriptions only");
            }
            levels += c == '/' ? 1 : 0;
        }
        checkLevels(topic, levels);
    }

    /** @throws RefusedException INVALID, naming what is wrong with the pattern */
    public static void checkPattern(String pattern) {
        if (pattern.isEmpty()) {
            throw new RefusedException(Reason.INVALID, "A topic pattern has at least one character");
        }
        int levels = 1;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean begins = i == 0 || pattern.charAt(i - 1) == '/';
            boolean ends = i == pattern.length() - 1 || pattern.charAt(i + 1) == '/';
            if (c == '/') {
                levels++;
            } else if (c == 0) {
                throw new RefusedException(Reason.INVALID, "A topic pattern has no U+0000");
            } else if ((c == '+' || c == '#') && !(begins && ends)) {
                throw new RefusedException(
                        Reason.INVALID, "Topic pattern '" + pattern + "': '" + c + "' stands for whole levels only");
            } else if (c == '#' && i != pattern.length() - 1) {
                throw new RefusedException(
                        Reason.INVALID, "Topic pattern '" + pattern + "': '#' is the last level or none");
            }
        }
        checkLevels(pattern, levels);
    }

    private static void checkLevels(String text, int levels) {
        if (levels > MAX_LEVELS) {
            throw new RefusedException(
                    Reason.INVALID,
                    "A topic has at most " + MAX_LEVELS + " levels, and this one has " + levels + ": '"
                            + text.substring(0, 40) + "…'");
        }
    }

    /** Whether the topic is about Parley itself. */
    public static boolean isSystem(String topic) {
        return topic.startsWith(SYSTEM);
    }

    public static boolean hasWildcard(String pattern) {
        return pattern.indexOf('+') >= 0 || pattern.indexOf('#') >= 0;
    }

    /** What every matching topic begins with. */
    public static String prefix(String pattern) {
        int end = 0;
        while (end < pattern.length() && pattern.charAt(end) != '+' && pattern.charAt(end) != '#') {
            end++;
        }
        // "a/#" matches "a" too.
        boolean parent = end > 0 && end == pattern.length() - 1 && pattern.charAt(end) == '#';
        return pattern.substring(0, parent ? end - 1 : end);
    }

    /** Whether a valid pattern matches a valid name. */
    public static boolean matches(String pattern, String topic) {
        if (topic.charAt(0) == '$' && pattern.charAt(0) != '$') {
            return false;
        }
        int p = 0;
        int t = 0;
        while (true) {
            int patternEnd = levelEnd(pattern, p);
            if (pattern.startsWith("#", p)) {
                return true;
            }
            int topicEnd = levelEnd(topic, t);
            boolean any = patternEnd == p + 1 && pattern.charAt(p) == '+';
            if (!any && !(patternEnd - p == topicEnd - t && pattern.regionMatches(p, topic, t, topicEnd - t))) {
                return false;
            }
            p = patternEnd + 1;
            t = topicEnd + 1;
            if (t > topic.length()) {
                return p > pattern.length() || pattern.length() == p + 1 && pattern.charAt(p) == '#';
            }
            if (p > pattern.length()) {
                return false;
            }
        }
    }

    /** Whether some topic matches both patterns, roughly: a first level that begins with {@code $} counts as any other. */
    public static boolean overlap(String a, String b) {
        int i = 0;
        int j = 0;
        while (i <= a.length() && j <= b.length()) {
            String left = a.substring(i, levelEnd(a, i));
            String right = b.substring(j, levelEnd(b, j));
            if (left.equals("#") || right.equals("#")) {
                return true;
            }
            if (!left.equals(right) && !left.equals("+") && !right.equals("+")) {
                return false;
            }
            i += left.length() + 1;
            j += right.length() + 1;
        }
        // "a/#" matches "a" too.
        return i > a.length() && j > b.length() || a.startsWith("#", i) || b.startsWith("#", j);
    }

    /** The index behind the level that begins there. */
    static int levelEnd(String text, int begin) {
        int end = text.indexOf('/', begin);
        return end < 0 ? text.length() : end;
    }

    /**
     * Orders patterns that match one topic: the more specific one first. At the first level where they differ, a name is more
     * specific than {@code +}, that more than {@code #}, and the end of the pattern more than both.
     */
    public static int bySpecificity(String a, String b) {
        int i = 0;
        int j = 0;
        while (i <= a.length() && j <= b.length()) {
            String left = a.substring(i, levelEnd(a, i));
            String right = b.substring(j, levelEnd(b, j));
            int order = Integer.compare(vagueness(left), vagueness(right));
            if (order == 0) {
                order = left.compareTo(right);
            }
            if (order != 0) {
                return order;
            }
            i += left.length() + 1;
            j += right.length() + 1;
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int vagueness(String level) {
        return level.equals("#") ? 2 : level.equals("+") ? 1 : 0;
    }
}
