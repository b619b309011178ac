package io.parley.api.agent;

import java.util.Locale;

/** How soon an agent is to look at a message. Each is one of the ten priorities that messages have. */
public enum Priority {
    LOW(2),
    MEDIUM(4),
    HIGH(6),
    URGENT(9);

    private final int number;

    Priority(int number) {
        this.number = number;
    }

    /** The number from 0 to 9 that such messages have as their priority. */
    public int number() {
        return number;
    }

    /** The highest one that such a number reaches; {@link #LOW} for those below. */
    public static Priority of(int number) {
        Priority reached = LOW;
        for (Priority one : values()) {
            reached = one.number <= number ? one : reached;
        }
        return reached;
    }

    /**
     * By its name in any case: {@code high}.
     *
     * @throws IllegalArgumentException naming what is allowed
     */
    public static Priority parse(String text) {
        for (Priority one : values()) {
            if (one.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no priority: low, medium, high or urgent");
    }
}
