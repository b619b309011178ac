package io.parley.filter.cesql.internal;

import static io.parley.filter.cesql.internal.Outcomes.ERROR;
import static io.parley.filter.cesql.internal.Outcomes.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole language, case by case, here and with the CloudEvents SQL library. */
@Timeout(60)
class CesqlTest {

    private final Outcomes outcomes = new Outcomes(Map.of(
            "n",
            "5",
            "hop",
            "9",
            "ttl",
            "10",
            "yes",
            "true",
            "word",
            "abc",
            "first",
            "Ada",
            "last",
            "Lovelace",
            "a1",
            "v"));

    private static Arguments of(String expression, Object expected) {
        return Arguments.of(expression, expected);
    }

    static Stream<Arguments> both() {
        return Stream.of(
                // Literals.
                of("TRUE", true),
                of("false", false),
                of("0", 0),
                of("+5", 5),
                of("-5", -5),
                of("-2147483648", Integer.MIN_VALUE),
                of("2147483647", Integer.MAX_VALUE),
                of("2147483648", REFUSED),
                of("'abc'", "abc"),
                of("\"aB\"", "aB"),
                of("''", ""),
                of("'a\\'b\"c'", "a'b\"c"),
                of("\"a'b\\\"c\"", "a'b\"c"),
                of("'a\\nb\\\\'", "a\\nb\\\\"),
                of("'abc", REFUSED),
                of("(((1)))", 1),
                // Attributes.
                of("id", "i"),
                of("specversion", "1.0"),
                of("n", "5"),
                of("a1 = 'v'", true),
                of("missing", ERROR),
                of("missing = ''", ERROR),
                of("missing * 5", ERROR),
                of("1 / missing", ERROR),
                of("NOT missing", ERROR),
                of("missing = missing", ERROR),
                of("EXISTS id", true),
                of("exists subject", true),
                of("EXISTS missing", false),
                of("NOT EXISTS missing", true),
                of("NOT EXISTS missing OR missing = 'a'", true),
                of("EXISTS missing AND missing = 'a'", false),
                // Unary operators bind closest.
                of("NOT TRUE", false),
                of("NOT NOT TRUE", true),
                of("not(true)", false),
                of("NOT 'false'", true),
                of("NOT 5", false),
                of("NOT 'x'", ERROR),
                of("NOT FALSE = TRUE", true),
                of("NOT word LIKE 'x'", ERROR),
                of("- n", -5),
                of("--5", 5),
                of("- -5", 5),
                of("-n = -5", true),
                of("-TRUE", -1),
                of("-word", ERROR),
                // Arithmetic.
                of("4 * 2 + 4 / 2", 10),
                of("4 * (2 + 4) / 2", 12),
                of("10 - 3 - 2", 5),
                of("8 / 2 / 2", 2),
                of("2 * 7 % 4", 2),
                of("5 / 3", 1),
                of("-5 / 3", -1),
                of("-5 % 3", -2),
                of("5 % -3", 2),
                of("5 / 0", ERROR),
                of("5 % 0", ERROR),
                of("missing / 0", ERROR),
                of("'5' + 3", 8),
                of("5 + '+3'", 8),
                of("5 + TRUE", 6),
                of("n + n", 10),
                of("5 + 'x'", ERROR),
                of("5 + ' 3'", ERROR),
                of("5 + ''", ERROR),
                of("5 + '99999999999'", ERROR),
                of("5 - -5", 10),
                of("5 + +5", 10),
                // Comparisons.
                of("hop < ttl", true),
                of("'9' < '10'", true),
                of("int(hop) < int(ttl) and INT(hop) <= 9", true),
                of("n >= 5", true),
                of("n > 5", false),
                of("'a' < 'b'", ERROR),
                of("TRUE < 5", true),
                of("n = 5", true),
                of("n = '5'", true),
                of("n = '05'", false),
                of("'05' = 5", true),
                of("5 = '05'", false),
                of("n != 6", true),
                of("n <> 5", false),
                of("word = 5", ERROR),
                of("5 = word", false),
                of("TRUE = 'true'", true),
                of("TRUE = 'TRUE'", false),
                of("'TRUE' = TRUE", true),
                of("yes = TRUE", true),
                of("yes = 'TRUE'", false),
                of("1 = TRUE", true),
                of("TRUE = 1", true),
                of("'a' = 'A'", false),
                of("1 = 1 = 1", true),
                of("1 < 2 = TRUE", true),
                of("TRUE = 1 < 2", true),
                // Logic.
                of("TRUE AND FALSE", false),
                of("TRUE OR FALSE", true),
                of("TRUE XOR TRUE", false),
                of("TRUE xor FALSE", true),
                of("yes AND TRUE", true),
                of("1 AND 'true'", true),
                of("n AND TRUE", ERROR),
                of("FALSE AND (1 != 1 / 0)", false),
                of("TRUE AND (1 != 1 / 0)", ERROR),
                of("TRUE OR (1 != 1 / 0)", true),
                of("FALSE OR (1 != 1 / 0)", ERROR),
                of("FALSE XOR missing", ERROR),
                of("(1 != 1 / 0) OR TRUE", ERROR),
                of("FALSE AND word", false),
                of("first = 'Ada' AND last = 'Lovelace'", true),
                // LIKE.
                of("'abc' LIKE 'abc'", true),
                of("'abc' NOT LIKE 'abc'", false),
                of("'abc' LIKE 'a%b%c'", true),
                of("'azzbzzc' LIKE 'a%b%c'", true),
                of("'ac' LIKE 'a%b%c'", false),
                of("'' LIKE '%'", true),
                of("'' LIKE '_'", false),
                of("'abc' LIKE '_b_'", true),
                of("'abcd' LIKE '_b_'", false),
                of("'a%c' LIKE 'a\\%c'", true),
                of("'abc' LIKE 'a\\%c'", false),
                of("'a_c' LIKE 'a\\_c'", true),
                of("'a\\c' LIKE 'a\\c'", true),
                of("'a.c' LIKE 'a.c'", true),
                of("'abc' LIKE 'a.c'", false),
                of("'ABC' LIKE 'abc'", false),
                of("234 LIKE '2_4'", true),
                of("'\ud83d\ude00' LIKE '_'", true),
                of("TRUE LIKE 'tr%'", true),
                of("missing LIKE '%'", ERROR),
                of("word LIKE word", REFUSED),
                of("word LIKE ('abc')", REFUSED),
                of("1 + 2 LIKE '3'", 1),
                of("1 = 1 LIKE 'true'", false),
                // IN.
                of("n IN (4, 5)", true),
                of("n IN ('4', '6')", false),
                of("n NOT IN (4)", true),
                of("5 IN ('5', 'x')", true),
                of("5 IN ('x', '5')", ERROR),
                of("word IN ('ab', 'abc')", true),
                of("TRUE IN ('TRUE')", true),
                of("missing IN (1)", ERROR),
                of("5 IN (missing, 5)", ERROR),
                of("5 IN (5, missing)", true),
                of("word IN (CONCAT('a', 'bc'))", true),
                of("'a' IN ()", REFUSED),
                of("1 + 2 IN (3)", 1),
                // Functions.
                of("ABS(-5)", 5),
                of("abs(n)", 5),
                of("ABS(-2147483648)", ERROR),
                of("ABS('x')", ERROR),
                of("LENGTH('abc')", 3),
                of("LENGTH('')", 0),
                of("LENGTH(TRUE)", 4),
                of("CONCAT()", ""),
                of("CONCAT('a', 1, TRUE)", "a1true"),
                of("CONCAT('a', missing)", ERROR),
                of("CONCAT_WS(',')", ""),
                of("CONCAT_WS(',', 'a')", "a"),
                of("CONCAT_WS(',', 'a', 'b', 'c')", "a,b,c"),
                of("LOWER('AbC')", "abc"),
                of("UPPER('AbCß')", "ABCSS"),
                of("TRIM('  a b ')", "a b"),
                of("LEFT('abc', 2)", "ab"),
                of("LEFT('abc', 9)", "abc"),
                of("LEFT('abc', -1)", ERROR),
                of("RIGHT('abc', 2)", "bc"),
                of("RIGHT('abc', 9)", "abc"),
                of("RIGHT('abc', -1)", ERROR),
                of("SUBSTRING('abcdef', 1)", "abcdef"),
                of("SUBSTRING('abcdef', 3)", "cdef"),
                of("SUBSTRING('abcdef', -2)", "ef"),
                of("SUBSTRING('abcdef', 0)", ""),
                of("SUBSTRING('abcdef', 7)", ERROR),
                of("SUBSTRING('abcdef', -7)", ERROR),
                of("SUBSTRING('abcdef', 2, 3)", "bcd"),
                of("SUBSTRING('abcdef', -3, 2)", "de"),
                of("SUBSTRING('abcdef', 5, 9)", "ef"),
                of("SUBSTRING('abcdef', 2, -1)", ERROR),
                of("INT('-1')", -1),
                of("INT(TRUE)", 1),
                of("INT('05')", 5),
                of("INT('x')", ERROR),
                of("BOOL('TRUE')", true),
                of("BOOL(-50)", true),
                of("BOOL(0)", false),
                of("BOOL(' true')", ERROR),
                of("STRING(-1)", "-1"),
                of("STRING(FALSE)", "false"),
                of("IS_INT('x')", false),
                of("IS_INT(TRUE)", false),
                of("IS_INT(n)", true),
                of("IS_BOOL(5)", false),
                of("IS_BOOL('TRUE')", true),
                of("IS_INT(missing)", ERROR),
                of("LENGTH(n + 10)", 2));
    }

    @ParameterizedTest
    @MethodSource("both")
    void isAsTheSpecificationAndTheLibraryHaveIt(String expression, Object expected) {
        assertEquals(expected, outcomes.here(expression), expression);
        assertEquals(expected, outcomes.library(expression), "the library: " + expression);
    }

    /** Each with what CESQL 1.0 says, or leaves open. */
    static Stream<Arguments> differences() {
        return Stream.of(
                // Section 3.6: what has equal precedence, as AND, OR and XOR, goes from left to right; the library
                // reads from the right.
                of("TRUE OR FALSE AND FALSE", false),
                of("FALSE AND TRUE OR TRUE", true),
                // Section 3.3: errors are collected; the library forgets those left of an OR.
                of("missing OR TRUE", ERROR),
                of("missing OR FALSE", ERROR),
                of("word OR TRUE", ERROR),
                // Section 2.2: a sign may belong to an integer literal, and may as well be an operator; the library
                // sees two literals.
                of("5+5", 10),
                of("n-1", 4),
                // No rule of the grammar has these; the library passes over what it does not know.
                of("!TRUE", REFUSED),
                of("1 ! = 2", REFUSED),
                // Section 2.2: a quotation mark inside is escaped by a backslash; the library lets two stand, and keeps
                // both.
                of("'it''s'", REFUSED),
                // Section 3.1: the sum is no Integer, and errors of calculation are there to say so; the library goes
                // on with other bits.
                of("2147483647 + 1", ERROR),
                of("-2147483648 / -1", ERROR),
                of("- INT('-2147483648')", ERROR),
                // Section 3.5: a call that no function is for is an error; section 3.3: what can be said at compile
                // time should be.
                of("FOO(1)", REFUSED),
                of("ABS(1, 2)", REFUSED),
                of("CONCAT_WS()", REFUSED),
                // Section 3.5.1: characters are those of Unicode.
                of("LENGTH('\ud83d\ude00')", 1),
                of("LEFT('\ud83d\ude00b', 1)", "\ud83d\ude00"),
                // Section 3.5.1: TRIM is about white space as Unicode defines it, and about nothing else.
                of("TRIM('\u00a0\u2003a\u0085')", "a"),
                of("TRIM('\u0001a')", "\u0001a"),
                // Section 3.5.1: more than there is means all that there is.
                of("SUBSTRING('abc', 2, 2147483647)", "bc"),
                // Section 3.5.1: a negative length is an error, without exception.
                of("SUBSTRING('abc', 0, -1)", ERROR));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void isAsTheSpecificationHasItWhereTheLibraryDiffers(String expression, Object expected) {
        assertEquals(expected, outcomes.here(expression), expression);
        assertNotEquals(expected, outcomes.library(expression), "no longer different: " + expression);
    }
}
