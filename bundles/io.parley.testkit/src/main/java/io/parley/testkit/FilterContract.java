package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.filter.Filter;
import io.parley.spi.plugin.PluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What every {@link Filter} keeps, whatever its language. */
public abstract class FilterContract {

    private static final int MEGABYTE = 1 << 20;
    private static final int ROUNDS = Boolean.getBoolean("parley.soak") ? 1_000_000 : 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern POSITION = Pattern.compile("Position (\\d+): (.+)", Pattern.DOTALL);

    /** The one under test; asked for once a test. */
    protected abstract Filter filter();

    /** Holds for messages whose header of that name, of lower-case letters, is just that text of letters and digits. */
    protected abstract String equal(String header, String text);

    /** Holds for messages whose header begins with, then has, and ends with those texts of letters, in this order. */
    protected abstract String like(String header, List<String> pieces);

    /** Holds when the other expression does not, for a message that has the headers in it. */
    protected abstract String not(String expression);

    /** Holds when both expressions do. */
    protected abstract String and(String one, String other);

    /** The expression within so many levels of parentheses, or of what else has an end in that language. */
    protected abstract String nested(int levels, String expression);

    /** Expressions of which each is wrong. */
    protected abstract List<String> wrong();

    /** Words and signs of the language, from which random expressions are made. */
    protected abstract List<String> pieces();

    private static Message message(Header... headers) {
        return Message.to(Address.topic("a/b"))
                .headers(Headers.of(List.of(headers)))
                .build();
    }

    private static final Message RED = message(new Header("color", "red"), new Header("size2", "10"));

    private Predicate<Message> compiled(String expression) {
        try {
            return filter().compile(expression);
        } catch (PluginException e) {
            throw new AssertionError(expression + ": " + e.getMessage(), e);
        }
    }

    private String refused(String expression) {
        return assertThrows(PluginException.class, () -> filter().compile(expression), () -> shortened(expression))
                .getMessage();
    }

    private static String shortened(String expression) {
        return expression.length() > 100 ? expression.substring(0, 100) + "…" : expression;
    }

    @Test
    void letsThroughWhatItHoldsForAndNothingElse() {
        Predicate<Message> red = compiled(equal("color", "red"));
        assertTrue(red.test(RED));
        assertFalse(red.test(message(new Header("color", "blue"))));
        assertFalse(red.test(message(new Header("color", "Red"))));
        assertFalse(red.test(message(new Header("colour", "red"))));
        assertFalse(red.test(message()));
        assertFalse(compiled(not(equal("color", "red"))).test(RED));
        assertTrue(compiled(not(equal("color", "blue"))).test(RED));
        assertFalse(compiled(and(equal("color", "red"), equal("color", "blue"))).test(RED));
        assertTrue(compiled(and(equal("color", "red"), not(equal("color", "blue"))))
                .test(RED));
    }

    @Test
    void patternsHaveAnyNumberOfGaps() {
        Predicate<Message> like = compiled(like("color", List.of("re", "x", "yy", "d")));
        assertTrue(like.test(message(new Header("color", "rexyyd"))));
        assertTrue(like.test(message(new Header("color", "re x yx yy d d"))));
        assertFalse(like.test(message(new Header("color", "reyyxd"))));
        assertFalse(like.test(message(new Header("color", "rexyyd "))));
        assertFalse(like.test(message(new Header("color", " rexyyd"))));
        assertFalse(like.test(message(new Header("color", "rexyd"))));
        assertFalse(compiled(like("color", List.of("ab", "ba"))).test(message(new Header("color", "aba"))));
    }

    @Test
    void whatIsWrongIsNamedWithItsPosition() {
        for (String expression : wrong()) {
            assertNamed(expression, refused(expression));
        }
    }

    private static void assertNamed(String expression, String message) {
        Matcher found = POSITION.matcher(message);
        assertTrue(found.matches(), () -> expression + ": " + message);
        int position = Integer.parseInt(found.group(1));
        assertTrue(position >= 1 && position <= expression.length() + 1, () -> expression + ": " + message);
    }

    @Test
    void aMegabyteIsRefusedInFewWords() {
        String text = "a".repeat(MEGABYTE);
        for (String expression : List.of(equal("color", text), text, "(".repeat(MEGABYTE))) {
            String message = assertTimeoutPreemptively(PATIENCE, () -> refused(expression));
            assertTrue(message.length() < 200, () -> message.substring(0, 200));
        }
    }

    @Test
    void depthIsLimitedBeforeTheStackIs() {
        String red = equal("color", "red");
        assertTrue(compiled(nested(10, red)).test(RED));
        for (int levels : new int[] {100, 1_000, 100_000}) {
            refused(nested(levels, red));
        }
        String negated = red;
        for (int i = 0; i < 1_000; i++) {
            negated = not(negated);
        }
        refused(negated);
    }

    @Test
    void noPatternTakesLong() {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pieces.add("a");
        }
        pieces.add("b");
        Predicate<Message> like = compiled(like("color", pieces));
        Message hard = message(new Header("color", "a".repeat(60_000)));
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int i = 0; i < 100; i++) {
                assertFalse(like.test(hard));
            }
        });
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Filter filter = filter();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            String text = "t" + thread;
            threads.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        Predicate<Message> mine = filter.compile(equal("color", text));
                        assertTrue(mine.test(message(new Header("color", text))));
                        assertFalse(mine.test(RED));
                    }
                } catch (PluginException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    @Test
    void randomExpressionsCompileOrAreRefusedAndNeverThrowAfterwards() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Message> messages = List.of(
                RED,
                message(),
                message(
                        new Header("a", ""),
                        new Header("a", "1"),
                        new Header("b", "\ud800 \udc00"),
                        new Header("", "x")),
                message(new Header("a", "9".repeat(5_000)), new Header("b", "-1.5e300")));
        int compiled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String expression = round % 4 == 3 ? mutated(random) : composed(random);
            compiled += evaluated(expression, messages, seed);
        }
        assertTrue(compiled > ROUNDS / 100, compiled + " were right, with seed " + seed);
    }

    private String composed(Random random) {
        List<String> pieces = pieces();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i >= 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size()))).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }

    /** A right expression in which some characters are others. */
    private String mutated(Random random) {
        String right = and(not(equal("a", "b")), like("color", List.of("re", "d")));
        StringBuilder text = new StringBuilder(right);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, (char) random.nextInt(128));
            }
        }
        return text.toString();
    }

    private int evaluated(String expression, List<Message> messages, long seed) {
        try {
            Predicate<Message> test = filter().compile(expression);
            for (Message message : messages) {
                assertEquals(test.test(message), test.test(message));
            }
            return 1;
        } catch (PluginException e) {
            assertFalse(e.getMessage().isBlank());
            assertNamed(expression, e.getMessage());
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("With seed " + seed + ": " + expression, e);
        }
    }
}
