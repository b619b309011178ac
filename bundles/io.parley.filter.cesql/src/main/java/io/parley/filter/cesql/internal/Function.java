package io.parley.filter.cesql.internal;

import static io.parley.filter.cesql.internal.CesqlRules.RULES;

import io.parley.spi.expression.Expression.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The functions that are there (section 3.5 of CESQL 1.0); the casts, which its examples use; and whether a value, or what a text says, is of a type.
 * Null is an error, of an argument or the result.
 */
enum Function {
    ABS(Kind.NUMBER, 1, 1) {
        @Override
        Object of(Object[] values) {
            Integer number = RULES.integer(values[0]);
            return number == null || number == Integer.MIN_VALUE ? null : (Object) Math.abs(number);
        }
    },
    BOOL(Kind.TRUTH, 1, 1) {
        @Override
        Object of(Object[] values) {
            return RULES.truth(values[0]);
        }
    },
    CONCAT(Kind.TEXT, 0, Integer.MAX_VALUE) {
        @Override
        Object of(Object[] values) {
            return Texts.join("", values, 0);
        }
    },
    CONCAT_WS(Kind.TEXT, 1, Integer.MAX_VALUE) {
        @Override
        Object of(Object[] values) {
            return Texts.join(RULES.text(values[0]), values, 1);
        }
    },
    INT(Kind.NUMBER, 1, 1) {
        @Override
        Object of(Object[] values) {
            return RULES.integer(values[0]);
        }
    },
    IS_BOOL(Kind.TRUTH, 1, 1) {
        @Override
        Object of(Object[] values) {
            return !(values[0] instanceof Integer) && RULES.truth(values[0]) != null;
        }
    },
    IS_INT(Kind.TRUTH, 1, 1) {
        @Override
        Object of(Object[] values) {
            return !(values[0] instanceof Boolean) && RULES.integer(values[0]) != null;
        }
    },
    LEFT(Kind.TEXT, 2, 2) {
        @Override
        Object of(Object[] values) {
            Integer count = RULES.integer(values[1]);
            return count == null ? null : Texts.left(RULES.text(values[0]), count);
        }
    },
    LENGTH(Kind.NUMBER, 1, 1) {
        @Override
        Object of(Object[] values) {
            return Texts.length(RULES.text(values[0]));
        }
    },
    LOWER(Kind.TEXT, 1, 1) {
        @Override
        Object of(Object[] values) {
            return RULES.text(values[0]).toLowerCase(Locale.ROOT);
        }
    },
    RIGHT(Kind.TEXT, 2, 2) {
        @Override
        Object of(Object[] values) {
            Integer count = RULES.integer(values[1]);
            return count == null ? null : Texts.right(RULES.text(values[0]), count);
        }
    },
    STRING(Kind.TEXT, 1, 1) {
        @Override
        Object of(Object[] values) {
            return RULES.text(values[0]);
        }
    },
    SUBSTRING(Kind.TEXT, 2, 3) {
        @Override
        Object of(Object[] values) {
            Integer begin = RULES.integer(values[1]);
            Integer count = values.length == 2 ? (Integer) Integer.MAX_VALUE : RULES.integer(values[2]);
            return begin == null || count == null ? null : Texts.part(RULES.text(values[0]), begin, count);
        }
    },
    TRIM(Kind.TEXT, 1, 1) {
        @Override
        Object of(Object[] values) {
            return Texts.trimmed(RULES.text(values[0]));
        }
    },
    UPPER(Kind.TEXT, 1, 1) {
        @Override
        Object of(Object[] values) {
            return RULES.text(values[0]).toUpperCase(Locale.ROOT);
        }
    };

    /** So that expressions inside one another do not make texts that are longer and longer. */
    static final int LONGEST = 65_536;

    private static final Function[] ALL = values();

    private final Kind kind;
    private final int least;
    private final int most;

    Function(Kind kind, int least, int most) {
        this.kind = kind;
        this.least = least;
        this.most = most;
    }

    /** Null when there is none of that name with so many arguments. */
    static Function of(String name, int arguments) {
        for (Function function : ALL) {
            if (function.name().equalsIgnoreCase(name) && arguments >= function.least && arguments <= function.most) {
                return function;
            }
        }
        return null;
    }

    /** What one may write, for people. */
    static String names() {
        return Arrays.stream(ALL).map(Function::words).collect(Collectors.joining(", "));
    }

    private String words() {
        String more = most == Integer.MAX_VALUE ? " or more" : most > least ? " or " + most : "";
        return name() + " (" + least + more + ")";
    }

    Kind kind() {
        return kind;
    }

    /** None of the values is null. */
    final Object apply(Object[] values) {
        Object result = of(values);
        return result instanceof String text && text.length() > LONGEST ? null : result;
    }

    abstract Object of(Object[] values);
}
