package io.parley.engine.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ConfigurationValueTest {

    @Test
    void textStaysText() {
        assertEquals("a, b", ConfigurationValue.of("a, b"));
        assertEquals("[a", ConfigurationValue.of("[a"));
    }

    @Test
    void bracketsMakeAList() {
        assertArrayEquals(new String[] {"a", "b c", "d"}, list("[a, b c,d]"));
        assertArrayEquals(new String[] {"x in ('a', 'b')", "c", "\"d"}, list("[ \"x in ('a', 'b')\" , c,\"d]"));
        assertArrayEquals(new String[] {"a", "b"}, list("[a,,b,]"));
        assertArrayEquals(new String[] {"::1"}, list("[::1]"));
        assertArrayEquals(new String[0], list("[]"));
    }

    private static String[] list(String text) {
        return (String[]) ConfigurationValue.of(text);
    }
}
