package io.parley.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConfigurationReaderTest {

    private final ConfigurationReader in = new ConfigurationReader(
            "io.parley.test",
            Map.of("number", " 7 ", "typed", 8, "many", "many", "far", 101, "word", "red", "flag", "yes"));

    private static String words(Executable reading) {
        return assertThrows(IllegalArgumentException.class, reading).getMessage();
    }

    @Test
    void readsTextsAndTypedValuesAndFallsBack() {
        assertEquals(7, in.number("number", 1, 1, 100));
        assertEquals(8, in.number("typed", 1, 1, 100));
        assertEquals(1, in.number("none", 1, 1, 100));
        assertEquals("red", in.choice("word", "blue", "red", "blue"));
        assertTrue(in.flag("none", true));
    }

    @Test
    void namesPidKeyValueAndWhatIsAllowed() {
        assertEquals(
                "io.parley.test: many is a whole number from 1 to 100, not 'many'",
                words(() -> in.number("many", 1, 1, 100)));
        assertEquals(
                "io.parley.test: far is a whole number from 1 to 100, not '101'",
                words(() -> in.number("far", 1, 1, 100)));
        assertEquals(
                "io.parley.test: word is green or blue, not 'red'",
                words(() -> in.choice("word", "blue", "green", "blue")));
        assertEquals("io.parley.test: flag is true or false, not 'yes'", words(() -> in.flag("flag", true)));
    }
}
