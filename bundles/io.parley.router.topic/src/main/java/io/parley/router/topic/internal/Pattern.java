package io.parley.router.topic.internal;

import java.util.List;

/**
 * A pattern over levels.
 *
 * @param levels names, {@code +} for any one, without the {@code #} at the end
 * @param open whether a {@code #} stands at the end
 */
record Pattern(List<String> levels, boolean open) {

    private static final String ONE = "+";
    private static final String REST = "#";

    /** @throws IllegalArgumentException naming the pattern and what is allowed */
    static Pattern parse(String text) {
        List<String> levels = List.of(text.split("/", -1));
        int last = levels.size() - 1;
        boolean open = levels.get(last).equals(REST);
        List<String> named = open ? levels.subList(0, last) : levels;
        for (String level : named) {
            boolean wild = level.contains(ONE) || level.contains(REST);
            if (text.isEmpty() || wild && !level.equals(ONE)) {
                throw new IllegalArgumentException("'" + text
                        + "' is no pattern: levels separated by '/', '+' for any one, '#' at the end for the rest");
            }
        }
        return new Pattern(List.copyOf(named), open);
    }

    /** An empty subject has no level. */
    boolean matches(String subject) {
        int at = 0;
        for (String level : levels) {
            if (at > subject.length() || subject.isEmpty()) {
                return false;
            }
            int slash = subject.indexOf('/', at);
            int end = slash < 0 ? subject.length() : slash;
            if (!level.equals(ONE) && !(level.length() == end - at && subject.startsWith(level, at))) {
                return false;
            }
            at = end + 1;
        }
        return open || at > subject.length();
    }
}
