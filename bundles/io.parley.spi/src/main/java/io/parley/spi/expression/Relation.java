package io.parley.spi.expression;

/** How two values are compared. */
public enum Relation {
    EQUAL,
    UNEQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** The relation that languages write so; null when there is none: {@code =}, {@code <>} or {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}. */
    public static Relation of(String sign) {
        return switch (sign) {
            case "=" -> EQUAL;
            case "<>", "!=" -> UNEQUAL;
            case "<" -> LESS;
            case "<=" -> LESS_OR_EQUAL;
            case ">" -> GREATER;
            case ">=" -> GREATER_OR_EQUAL;
            default -> null;
        };
    }

    /** Whether it asks for an order. */
    public boolean orders() {
        return this != EQUAL && this != UNEQUAL;
    }

    /** @param comparison of the left value with the right one, as {@link Comparable#compareTo} gives it */
    public boolean holds(int comparison) {
        return switch (this) {
            case EQUAL -> comparison == 0;
            case UNEQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
        };
    }
}
