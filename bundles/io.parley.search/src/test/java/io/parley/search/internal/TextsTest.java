package io.parley.search.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.api.search.MessageSearch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TextsTest {

    private static final int MOST = 1 << 16;

    private static Optional<String> text(String type, byte[] bytes, int most) {
        MessageBuilder message = Message.to(Address.topic("t")).payload(Payload.copyOf(bytes));
        if (!type.isEmpty()) {
            message.contentType(type);
        }
        return Texts.of(message.build(), most);
    }

    private static Optional<String> text(String type, String text) {
        return text(type, text.getBytes(StandardCharsets.UTF_8), MOST);
    }

    @Test
    void textIsWhatItsTypeSays() {
        for (String type : List.of(
                "text/plain",
                "TEXT/HTML; a=b",
                "text/plain; Charset=\"utf-8\"",
                "application/json",
                "application/cloudevents+json",
                "image/svg+xml",
                "",
                " ")) {
            assertEquals(Optional.of("grüß dich"), text(type, "grüß dich"), type);
        }
        for (String type : List.of(
                "image/png",
                "application/octet-stream",
                "json",
                ";",
                "text",
                "text/plain;charset=no-such",
                "text/plain;charset=",
                "text/plain;charset=\u0000")) {
            assertEquals(Optional.empty(), text(type, "grüß dich"), type);
        }
        assertEquals(Optional.empty(), text("text/plain", ""));
        byte[] latin = "grüß dich".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(Optional.of("grüß dich"), text("text/plain; charset=ISO-8859-1", latin, MOST));
        byte[] wide = "grüß dich".getBytes(StandardCharsets.UTF_16);
        assertEquals(Optional.of("grüß dich"), text("text/plain;charset=utf-16", wide, MOST));
        Message encoded = Message.to(Address.topic("t"))
                .payload("grüß dich")
                .contentType("text/plain")
                .contentEncodings(List.of("gzip"))
                .build();
        assertEquals(Optional.empty(), Texts.of(encoded, MOST));
    }

    @Test
    void escapesOfJsonAreResolved() {
        assertEquals(
                Optional.of("{\"a\":\"one  two \"three\" / \\ ä\"}"),
                text("application/json", "{\"a\":\"one\\r\\ntwo \\\"three\\\" \\/ \\\\ \\u00e4\"}"));
        assertEquals(Optional.of("[\" x 00zz\"]"), text("", "[\"\\nx\\u00zz\"]"));
        assertEquals(Optional.of("{\\"), text("application/json", "{\\"));
        assertEquals(Optional.of("a\\nb"), text("text/plain", "a\\nb"), "which is no JSON");
    }

    @Test
    void bytesThatAreNoTextAreNone() {
        assertEquals(Optional.empty(), text("", new byte[] {1, 2, 3, 0}, MOST));
        assertEquals(Optional.empty(), text("", "a\0b"));
        assertEquals(Optional.empty(), text("", new byte[] {(byte) 0xc3, 'x'}, MOST));
        assertEquals(Optional.of("a\uFFFDb"), text("text/plain", new byte[] {'a', (byte) 0xff, 'b'}, MOST));
    }

    /** Also where it ends within a character, and a payload has several buffers. */
    @Test
    void ofALongTextTheBeginningIsTaken() {
        String text = "ä😀".repeat(1_000);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int most = 1; most < 30; most++) {
            for (String type : List.of("", "text/plain")) {
                String head = text(type, bytes, most).orElseThrow();
                assertTrue(text.startsWith(head), head);
                assertTrue(head.getBytes(StandardCharsets.UTF_8).length > most - 4, () -> "" + head.length());
            }
        }
        Payload parts = Payload.wrap(
                ByteBuffer.wrap(bytes, 0, 7), ByteBuffer.wrap(bytes, 7, 100), ByteBuffer.wrap(bytes, 107, 5_893));
        Message message = Message.to(Address.topic("t")).payload(parts).build();
        assertEquals(Optional.of(text), Texts.of(message, MOST));
        assertEquals(Optional.of(text.substring(0, 6)), Texts.of(message, 12));
    }

    /** Any bytes in any character set that there is: something or nothing comes of it. */
    @Test
    void noBytesInNoCharacterSetFail() {
        long seed = 7;
        Random random = new Random(seed);
        for (Charset set : Charset.availableCharsets().values()) {
            for (int i = 0; i < 20; i++) {
                byte[] bytes = new byte[random.nextInt(200) + 1];
                random.nextBytes(bytes);
                text("text/plain; charset=" + set.name(), bytes, 1 + random.nextInt(200));
                text("application/json; charset=" + set.name(), Arrays.copyOf(bytes, 3), 1 + random.nextInt(4));
            }
        }
    }

    @Test
    void anExcerptShowsTheFirstWordThatWasFound() throws IOException {
        try (Analyzer analyzer = new StandardAnalyzer()) {
            assertEquals("The night train", Excerpt.of("The\n\tnight \u0007train", List.of("night"), analyzer));
            String text = "filler ".repeat(100) + "Needle here " + "filler ".repeat(100);
            String excerpt = Excerpt.of(text, List.of("need"), analyzer);
            assertTrue(excerpt.contains("Needle here") && excerpt.startsWith("…") && excerpt.endsWith("…"), excerpt);
            assertTrue(Excerpt.of(text, List.of("none"), analyzer).startsWith("filler filler"));
            String wide = "😀".repeat(500) + " needle " + "😀".repeat(500);
            for (int i = 0; i < 4; i++) {
                String one = Excerpt.of("x".repeat(i) + wide, List.of("needle"), analyzer);
                assertTrue(one.length() <= MessageSearch.MAX_EXCERPT && one.contains("needle"), one);
                assertEquals(
                        one,
                        new String(one.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                        "no half characters");
            }
        }
    }
}
