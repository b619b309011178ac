package io.parley.filter.cesql.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random expressions come to the same as with the CloudEvents SQL library. They are made so that they do not need what {@link CesqlTest} names as
 * different: chains of logic have parentheses, there is no error left of an OR, signs stand by themselves, products are small, texts are of ASCII.
 */
@Timeout(300)
class CesqlDifferentialTest {

    private static final int ROUNDS = Boolean.getBoolean("parley.soak") ? 1_000_000 : 10_000;
    private static final String[] NAMES = {"n", "m", "yes", "word", "text", "id", "subject", "missing"};
    private static final String[] TEXTS = {
        "", "5", "-3", "+7", "true", "FALSE", "abc", "a_c", "a%c", "aBc", " a ", "a\\\\c", "i", "x\\'y"
    };
    private static final String[] PATTERNS = {
        "%", "_", "a%", "%c", "a_c", "a\\\\_c", "a\\\\%c", "%b%", "_%_", "a\\\\\\\\c", "5", "", "t%e"
    };
    private static final String[] RELATIONS = {"=", "!=", "<>", "<", "<=", ">", ">="};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String any(String... from) {
        return from[random.nextInt(from.length)];
    }

    private String leaf() {
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(random.nextInt(21) - 10);
            case 1 -> any("TRUE", "FALSE", "true");
            case 2, 3 -> "'" + any(TEXTS).replace("\\\\", "\\") + "'";
            default -> any(NAMES);
        };
    }

    private String expression(int depth) {
        if (depth == 0) {
            return leaf();
        }
        String one = expression(depth - 1);
        String other = expression(random.nextInt(depth));
        return switch (random.nextInt(13)) {
            case 0 -> "(" + one + " " + any("AND", "XOR", "and") + " " + other + ")";
            case 1 -> "NOT " + one;
            case 2 -> "- " + leaf();
            case 3, 4 -> one + " " + any(RELATIONS) + " " + other;
            case 5 -> one + " " + any("+", "-") + " " + other;
            case 6 -> leaf() + " " + any("*", "/", "%") + " " + leaf();
            case 7 ->
                "(" + one + ") " + any("LIKE", "NOT LIKE") + " '"
                        + any(PATTERNS).replace("\\\\", "\\") + "'";
            case 8 -> one + " " + any("IN", "NOT IN") + " (" + other + ", " + leaf() + ")";
            case 9 -> "EXISTS " + any(NAMES);
            case 10 -> function(one, other);
            case 11 -> "(" + any("TRUE", "FALSE", "EXISTS missing", "EXISTS n") + " OR " + other + ")";
            default -> "(" + one + ")";
        };
    }

    private String function(String one, String other) {
        return switch (random.nextInt(5)) {
            case 0 ->
                any("LENGTH", "LOWER", "UPPER", "TRIM", "ABS", "INT", "BOOL", "STRING", "IS_INT", "IS_BOOL") + "(" + one
                        + ")";
            case 1 -> any("CONCAT", "CONCAT_WS") + "(" + one + ", " + other + ")";
            case 2 -> any("LEFT", "RIGHT", "left") + "(" + one + ", " + other + ")";
            case 3 -> "SUBSTRING(" + one + ", " + other + ")";
            default -> "SUBSTRING(" + one + ", " + other + ", " + random.nextInt(5) + ")";
        };
    }

    @Test
    void randomExpressionsComeToTheSame() {
        Map<Object, Integer> found = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> attributes = new HashMap<>();
            for (String name : new String[] {"n", "m", "yes", "word", "text"}) {
                if (random.nextInt(8) > 0) {
                    attributes.put(
                            name,
                            name.equals("yes") ? any("true", "FALSE") : any("5", "-3", "abc", "a_c", "true", "aBc"));
                }
            }
            Outcomes outcomes = new Outcomes(attributes);
            String expression = expression(1 + random.nextInt(4));
            Object expected = outcomes.library(expression);
            assertEquals(
                    expected,
                    outcomes.here(expression),
                    "With seed " + seed + ": " + expression + " and " + attributes);
            found.merge(
                    expected instanceof Boolean || expected == Outcomes.ERROR ? expected : expected.getClass(),
                    1,
                    Integer::sum);
        }
        for (Object outcome : new Object[] {true, false, Outcomes.ERROR, Integer.class, String.class}) {
            assertTrue(found.getOrDefault(outcome, 0) > ROUNDS / 50, found::toString);
        }
    }
}
