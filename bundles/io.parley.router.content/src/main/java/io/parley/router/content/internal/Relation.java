package io.parley.router.content.internal;

import java.util.Optional;

/** How a part of the message is to compare with a value. */
enum Relation {
    EQUAL("="),
    UNEQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String text;

    Relation(String text) {
        this.text = text;
    }

    /** Empty for what is none. */
    static Optional<Relation> parse(String text) {
        for (Relation relation : values()) {
            if (relation.text.equals(text)) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    /** Whether it asks which one is larger, which only numbers can answer. */
    boolean isOrder() {
        return this != EQUAL && this != UNEQUAL;
    }

    /** @param comparison of the part with the value, as {@link Comparable#compareTo} gives it */
    boolean holds(int comparison) {
        return switch (this) {
            case EQUAL -> comparison == 0;
            case UNEQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
