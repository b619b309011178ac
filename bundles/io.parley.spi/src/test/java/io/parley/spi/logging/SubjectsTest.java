package io.parley.spi.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    @Test
    void eachHasALoggerOfItsName() {
        assertEquals("io.parley.queue.orders", Loggers.queue("orders").getName());
        assertEquals("io.parley.session.anna-2", Loggers.session("anna-2").getName());
        assertEquals(
                "io.parley.plugin.compressor.zstd",
                Loggers.plugin("compressor", "zstd").getName());
        assertEquals(
                "io.parley.plugin.serializer.application_json",
                Loggers.plugin("serializer", "application/json").getName());
    }

    @Test
    void whatALoggersNameCannotHoldIsReplaced() {
        assertEquals("a_b_c", Subjects.legible("a.b/c"), "nobody is above anybody else");
        assertEquals("_____", Subjects.legible("..\n= "));
        assertEquals("K_ln_1", Subjects.legible("Köln 1"));
        assertEquals("_", Subjects.legible(""));
    }

    @Test
    void longNamesAreCut() {
        assertEquals("x".repeat(100), Subjects.legible("x".repeat(101)));
        assertEquals("/".repeat(100).replace('/', '_'), Subjects.legible("/".repeat(70_000)));
    }

    @Test
    void thereAreNotMoreThanSoMany() {
        Subjects subjects = new Subjects("test", 2);
        assertEquals("test.a", subjects.of("a").getName());
        assertEquals("test.b", subjects.of("b").getName());
        assertEquals("test", subjects.of("c").getName());
        assertEquals("test.a", subjects.of("a").getName());
    }

    @Test
    void whatSomebodySetALevelForHasItsLoggerAlways() {
        Subjects subjects = new Subjects("test", 1);
        subjects.of("a");
        subjects.prefer(Set.of("test.c", "another.d"));
        assertEquals("test.c", subjects.of("c").getName());
        assertEquals("test", subjects.of("d").getName());
        subjects.prefer(Set.of());
        assertSame(subjects.of("c"), subjects.of("c"), "what there is stays");
    }
}
