package io.parley.spi.expression;

/**
 * What values mean in one language. Each method takes null for what is unknown, and gives null for what cannot be said; none throws. Safe for
 * all threads.
 */
public interface Rules {

    /** The value as a condition. */
    Boolean truth(Object value);

    /** The value as a text. */
    String text(Object value);

    /** How two values compare. Neither is null. */
    Boolean compare(Relation relation, Object left, Object right);

    /** The result of a calculation. Neither value is null. In a language without calculations there is none. */
    default Object calculate(Operator operator, Object left, Object right) {
        return null;
    }

    /**
     * Whether what follows from something unknown is unknown at once. Otherwise a condition may hold, or not, whatever the unknown part
     * is: {@code unknown OR TRUE} does (SQL-92).
     */
    default boolean unknownSpreads() {
        return false;
    }
}
