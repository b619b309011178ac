package io.parley.spi.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListTextTest {

    @Test
    void textIsNoList() {
        assertEquals(Optional.empty(), ListText.parse("a, b"));
        assertEquals(Optional.empty(), ListText.parse("[a"));
        assertEquals(Optional.empty(), ListText.parse(""));
    }

    @Test
    void bracketsMakeAList() {
        assertEquals(List.of("a", "b c", "d"), list("[a, b c,d]"));
        assertEquals(List.of("x in ('a', 'b')", "c", "\"d"), list("[ \"x in ('a', 'b')\" , c,\"d]"));
        assertEquals(List.of("a", "b"), list("[a,,b,]"));
        assertEquals(List.of("::1"), list("[::1]"));
        assertEquals(List.of(), list("[]"));
    }

    private static List<String> list(String text) {
        return ListText.parse(text).orElseThrow();
    }
}
