package io.parley.filter.selector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SelectorFilterTest {

    private static final Message MESSAGE = Message.to(Address.topic("a/b"))
            .id(new UUID(1, 2))
            .timeMillis(1_000)
            .expiresAtMillis(2_000)
            .payload("12345")
            .contentType("text/plain")
            .priority(7)
            .orderingKey("k")
            .correlationId("c-1")
            .replyTo(Address.queue("replies"))
            .header("region", "EU")
            .header("amount", "99.5")
            .header("count", "10")
            .header("vip", "true")
            .header("type", "order.new")
            .header("id", "of the header")
            .header("content-language", "it's")
            .header("percent", "100%")
            .build();

    private static boolean holds(String selector) {
        try {
            return new SelectorFilter().compile(selector).test(MESSAGE);
        } catch (PluginException e) {
            throw new AssertionError(selector + ": " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region = 'EU'",
                "region <> 'US'",
                "NOT region = 'US'",
                "count > 9",
                "count = 10.0",
                "count = 1e1",
                "amount >= 99 AND amount < 100",
                "amount BETWEEN 99 AND 100",
                "amount NOT BETWEEN 0 AND 99",
                "count * 2 + 1 = 21",
                "count - 3 - 2 = 5",
                "10 / 4 = 2",
                "10 / 4.0 = 2.5",
                "-count = -10",
                "- -count = 10",
                "+count > -1",
                "-(count + 1) = -11",
                "vip",
                "vip = TRUE",
                "vip AND NOT vip = false",
                "region IN ('US', 'EU')",
                "region NOT IN ('US')",
                "type LIKE 'order.%'",
                "type LIKE '%new'",
                "type LIKE '%d_r%n%w'",
                "type LIKE 'order_new'",
                "type NOT LIKE 'invoice.%'",
                "percent LIKE '%0!%' ESCAPE '!'",
                "missing IS NULL",
                "region IS NOT NULL",
                "missing = 1 OR region = 'EU'",
                "region = 'EU' OR missing = 1",
                "priority = 7 AND size = 5 AND time = 1000 AND expiry = 2000",
                "contentType = 'text/plain' AND address = 'topic:a/b' AND replyTo = 'queue:replies'",
                "correlationId = 'c-1' AND orderingKey = 'k'",
                "id = '00000000-0000-0001-0000-000000000002'",
                "\"id\" = 'of the header'",
                "\"content-language\" = 'it''s'",
                "JMSPriority > 6 AND JMSTimestamp < 1001 AND JMSCorrelationID LIKE 'c-%' AND JMSType = type",
                "region = \"region\"",
                "((region = 'EU'))",
                "region = 'EU' and count > 9 or missing",
                "TRUE",
                "9223372036854775807 + 1 > 9.2e18",
                "region <> 5",
                "count<>11",
                "5L = 5 AND 1.5f = 1.5d"
            })
    void lets(String selector) {
        assertTrue(holds(selector), selector);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region = 'eu'",
                "REGION = 'EU'",
                "NOT missing = 1",
                "missing = 1",
                "missing <> 1",
                "missing > 0 OR FALSE",
                "NOT (missing > 0 AND TRUE)",
                "region > 0",
                "NOT region > 0 AND FALSE",
                "region = 5",
                "region",
                "region BETWEEN 1 AND 2",
                "missing IN ('a')",
                "missing NOT IN ('a')",
                "missing NOT LIKE '%'",
                "priority LIKE '%'",
                "count / 0 = 1",
                "count / 0 <> 1",
                "type LIKE 'order'",
                "type LIKE '_'",
                "type LIKE ''",
                "percent LIKE '1!%' ESCAPE '!'",
                "vip <> TRUE",
                "expiry IS NULL",
                "FALSE"
            })
    void keepsBack(String selector) {
        assertFalse(holds(selector), selector);
    }

    private static String wrong(String selector) {
        return assertThrows(PluginException.class, () -> new SelectorFilter().compile(selector), selector)
                .getMessage();
    }

    @Test
    void whatIsWrongIsNamedWithItsPosition() {
        assertEquals("Position 1: expected a name, a text, a number or '(', found the end", wrong(""));
        assertEquals("Position 10: expected a name, a text, a number or '(', found the end", wrong("region = "));
        assertEquals("Position 13: expected AND, OR, or the end, found 'x'", wrong("region = 'a'x"));
        assertEquals("Position 10: what begins with ' does not end", wrong("region = 'EU"));
        assertEquals("Position 1: expected a condition, found a number", wrong("5"));
        assertEquals("Position 1: expected a condition, found a text", wrong("'a' AND TRUE"));
        assertEquals("Position 5: expected a number, found a text", wrong("a < 'b'"));
        assertEquals("Position 3: '!' has no meaning here", wrong("a != 1"));
        assertEquals("Position 7: expected BETWEEN, IN or LIKE, found 'x'", wrong("a NOT x"));
        assertEquals("Position 6: expected NULL or NOT NULL, found '5'", wrong("a IS 5"));
        assertEquals("Position 6: expected '(', found the text 'a'", wrong("a IN 'a'"));
        assertEquals("Position 9: expected a text in quotation marks, found ')'", wrong("a IN (  )"));
        assertEquals("Position 8: the pattern ends with its escape character", wrong("a LIKE 'x!' ESCAPE '!'"));
        assertEquals("Position 1: expected a name", wrong("5 IN ('a')"));
        assertEquals("Position 5: expected a name, a text, a number or '(', found 'AND'", wrong("a = AND"));
        assertEquals("Position 6: expected the end of a number, found 'x'", wrong("a = 1x"));
        assertEquals(
                "Position 5: '99999999999999999999' is no number, or one of more than 64 bits",
                wrong("a = 99999999999999999999"));
    }

    @Test
    void sizeAndDepthAreLimited() {
        assertTrue(wrong("a = '" + "x".repeat(4_096) + "'").startsWith("A selector has at most 4096 characters"));
        assertTrue(wrong("(".repeat(65) + "TRUE" + ")".repeat(65)).contains("more than 64 levels"));
        assertTrue(wrong("NOT ".repeat(65) + "TRUE").contains("more than 64 levels"));
        assertTrue(wrong("a=" + "-".repeat(66) + "b").contains("more than 64 levels"));
        assertTrue(wrong("a" + " OR a".repeat(600)).contains("more than 512"));
        assertTrue(wrong("a IN (" + "'x',".repeat(600) + "'y')").contains("more than 512"));
        assertTrue(wrong("a LIKE '" + "%".repeat(257) + "'").contains("at most 256 characters"));
        assertTrue(holds("TRUE" + " AND TRUE".repeat(250)));
    }
}
