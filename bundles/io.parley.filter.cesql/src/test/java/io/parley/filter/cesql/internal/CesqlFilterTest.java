package io.parley.filter.cesql.internal;

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

/** The language as a filter of Parley's messages. */
@Timeout(60)
class CesqlFilterTest {

    private static final Message MESSAGE = Message.to(Address.queue("orders"))
            .id(new UUID(1, 2))
            .timeMillis(1_000)
            .expiresAtMillis(2_000)
            .payload("12345")
            .contentType("text/plain")
            .priority(7)
            .orderingKey("k")
            .correlationId("c-1")
            .replyTo(Address.queue("replies"))
            .header("type", "order.new")
            .header("Region", "EU")
            .header("vip", "true")
            .build();

    private static boolean holds(String expression, Message message) {
        try {
            return new CesqlFilter().compile(expression).test(message);
        } catch (PluginException e) {
            throw new AssertionError(expression + ": " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = '00000000-0000-0001-0000-000000000002'",
                "time = '1970-01-01T00:00:01Z'",
                "expirytime LIKE '1970-%'",
                "datacontenttype = 'text/plain' AND contentType = datacontenttype",
                "priority > 6 AND priority = '7' AND size = 5",
                "correlationid = 'c-1' AND partitionkey = 'k' AND replyto = 'queue:replies' AND address = 'queue:orders'",
                "type LIKE 'order.%'",
                "Region = 'EU'",
                "vip AND TRUE",
                "EXISTS id AND NOT EXISTS source AND NOT EXISTS causationid AND NOT EXISTS dataschema"
            })
    void lets(String expression) {
        assertTrue(holds(expression, MESSAGE), expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vip", // A text, and no Boolean.
                "source = ''",
                "NOT source",
                "source = 'a' OR TRUE",
                "region = 'EU'",
                "priority > 'high'",
                "1 / 0 = 0",
                "FALSE"
            })
    void keepsBack(String expression) {
        assertFalse(holds(expression, MESSAGE), expression);
    }

    @Test
    void aCloudEventBringsItsOwnAttributesInHeaders() {
        Message event = Message.to(Address.topic("t"))
                .header("specversion", "1.0")
                .header("id", "A234-1234")
                .header("source", "https://example.com/orders")
                .header("type", "order.new")
                .header("time", "2018-04-05T17:31:00Z")
                .header("partitionkey", "p")
                .header("priority", "9")
                .build();
        assertTrue(holds("id = 'A234-1234' AND time = '2018-04-05T17:31:00Z' AND partitionkey = 'p'", event));
        assertTrue(holds("EXISTS id AND EXISTS source AND EXISTS type AND EXISTS specversion", event));
        assertTrue(holds("priority = 4", event), "what only Parley has is the envelope's");
    }

    private static String wrong(String expression) {
        return assertThrows(PluginException.class, () -> new CesqlFilter().compile(expression), expression)
                .getMessage();
    }

    @Test
    void whatIsWrongIsNamedWithItsPosition() {
        assertEquals("Position 1: expected a name, a text, a number, a function or '(', found the end", wrong(""));
        assertEquals("Position 4: expected a name, a text, a number, a function or '(', found the end", wrong("a ="));
        assertEquals("Position 7: expected an operator, or the end, found '2'", wrong("a = 1 2"));
        assertEquals("Position 5: what begins with ' does not end", wrong("a = 'EU"));
        assertEquals("Position 1: expected a condition, found a number", wrong("1 + 1"));
        assertEquals("Position 1: expected a condition, found a text", wrong("UPPER(a)"));
        assertEquals("Position 1: '!' has no meaning here", wrong("!TRUE"));
        assertEquals("Position 7: expected LIKE or IN, found 'x'", wrong("a NOT x"));
        assertEquals("Position 8: expected a pattern in quotation marks, found 'b'", wrong("a LIKE b"));
        assertEquals("Position 8: expected ',' or ')', found the end", wrong("a IN (1"));
        assertEquals("Position 7: expected ',' or ')', found 'b'", wrong("ABS(a b)"));
        assertEquals("Position 1: expected a name of letters and digits, found 'a_b'", wrong("a_b = 1"));
        assertEquals("Position 5: a number has at most 32 bits, not 2147483648", wrong("a = 2147483648"));
        assertTrue(wrong("FOO(a, b)")
                .startsWith("Position 1: there is no function FOO with 2 arguments; there are ABS (1), "));
        assertTrue(wrong("FOO()").contains("CONCAT_WS (1 or more)")
                && wrong("FOO()").contains("SUBSTRING (2 or 3)"));
    }

    @Test
    void sizeAndDepthAreLimited() {
        assertTrue(wrong("a = '" + "x".repeat(4_096) + "'")
                .startsWith("A CloudEvents SQL expression has at most 4096 characters"));
        assertTrue(wrong("(".repeat(65) + "TRUE" + ")".repeat(65)).contains("more than 64 levels"));
        assertTrue(wrong("ABS(".repeat(65) + "1" + ")".repeat(65)).contains("more than 64 levels"));
        assertTrue(wrong("NOT ".repeat(65) + "TRUE").contains("more than 64 levels"));
        assertTrue(wrong("a" + " OR a".repeat(600)).contains("more than 512"));
        assertTrue(wrong("a LIKE '" + "%".repeat(257) + "'").contains("at most 256 characters"));
        assertTrue(holds("TRUE" + " AND TRUE".repeat(250), MESSAGE));
    }

    @Test
    void functionsDoNotMakeTextsThatAreEverLonger() {
        Message message =
                Message.to(Address.topic("t")).header("a", "a".repeat(40_000)).build();
        assertTrue(holds("LENGTH(CONCAT(a, 'b')) = 40001", message));
        assertFalse(holds("LENGTH(CONCAT(a, a)) > 0", message));
        assertFalse(holds("LENGTH(CONCAT_WS(a, '', '', '')) > 0", message));
    }
}
