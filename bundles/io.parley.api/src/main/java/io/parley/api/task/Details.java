package io.parley.api.task;

import java.util.Objects;

/**
 * What a session is about. Each text may be empty.
 *
 * @param title at most {@value #MAX_TITLE} characters
 * @param description at most {@value #MAX_DESCRIPTION} characters
 * @param agent who works in it, at most {@value #MAX_AGENT} characters
 */
public record Details(String title, String description, String agent) {

    /** The longest title. */
    public static final int MAX_TITLE = 500;

    /** The longest description. */
    public static final int MAX_DESCRIPTION = 10_000;

    /** The longest name of an agent. */
    public static final int MAX_AGENT = 1_000;

    /** Nothing is known. */
    public static final Details NONE = new Details("", "", "");

    public Details {
        check("title", title, MAX_TITLE);
        check("description", description, MAX_DESCRIPTION);
        check("agent", agent, MAX_AGENT);
    }

    private static void check(String what, String text, int most) {
        Objects.requireNonNull(text, what);
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    "The " + what + " has at most " + most + " characters, not " + text.length());
        }
    }
}
