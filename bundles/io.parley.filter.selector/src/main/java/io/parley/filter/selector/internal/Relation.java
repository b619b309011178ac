package io.parley.filter.selector.internal;

/** How two values are compared. What cannot be compared is not equal, and in no order. */
enum Relation {
    EQUAL("="),
    UNEQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private static final Relation[] ALL = values();

    final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    /** Null when there is none of that sign. */
    static Relation of(String sign) {
        for (Relation relation : ALL) {
            if (relation.sign.equals(sign)) {
                return relation;
            }
        }
        return null;
    }

    /** Whether it asks for an order, which only numbers have. */
    boolean orders() {
        return this != EQUAL && this != UNEQUAL;
    }

    /** Null when that is unknown. */
    Boolean holds(Object left, Object right) {
        if (left == null || right == null) {
            return null;
        }
        if (orders() || left instanceof Number || right instanceof Number) {
            return numbers(left, right);
        }
        if (left instanceof Boolean || right instanceof Boolean) {
            return equality(Values.truth(left), Values.truth(right));
        }
        return equality(Values.text(left), Values.text(right));
    }

    private Boolean numbers(Object left, Object right) {
        Number a = Values.number(left);
        Number b = Values.number(right);
        if (a == null || b == null) {
            return this == UNEQUAL;
        }
        int order = Values.compare(a, b);
        return switch (this) {
            case EQUAL -> order == 0;
            case UNEQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    private Boolean equality(Object left, Object right) {
        return (left != null && left.equals(right)) == (this == EQUAL);
    }
}
