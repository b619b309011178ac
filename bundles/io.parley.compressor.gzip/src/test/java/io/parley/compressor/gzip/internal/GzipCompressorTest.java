package io.parley.compressor.gzip.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.plugin.PluginException;
import io.parley.testkit.CompressorContract;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipCompressorTest extends CompressorContract {

    private static final byte[] TEXT = "to be or not to be, ".repeat(200).getBytes(StandardCharsets.UTF_8);

    private final GzipCompressor gzip = new GzipCompressor();

    @Override
    protected Compressor compressor() {
        return gzip;
    }

    @Test
    void othersUnderstandIt() throws Exception {
        try (InputStream in = new GZIPInputStream(gzip.compress(Payload.copyOf(TEXT)).stream())) {
            assertArrayEquals(TEXT, in.readAllBytes());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream theirs = new GZIPOutputStream(out)) {
            theirs.write(TEXT);
        }
        assertArrayEquals(
                TEXT, gzip.decompress(Payload.copyOf(out.toByteArray()), 10_000).toBytes());
    }

    @Test
    void theLevelAppliesToTheNextPayloadAndAWrongOneChangesNothing() {
        gzip.configure(Map.of("level", 1));
        long fast = gzip.compress(Payload.copyOf(TEXT)).size();
        gzip.configure(Map.of("level", "9"));
        long small = gzip.compress(Payload.copyOf(TEXT)).size();
        assertTrue(small < fast, small + " and " + fast);

        gzip.configure(Map.of("level", "10"));

        assertEquals(small, gzip.compress(Payload.copyOf(TEXT)).size());
    }

    @Test
    void aWrongLevelIsNamed() {
        assertEquals(
                "io.parley.compressor.gzip: level = high is not allowed: a whole number from 1 to 9",
                assertThrows(IllegalArgumentException.class, () -> Level.of(Map.of("level", "high")))
                        .getMessage());
    }

    @Test
    void refusalsAreWords() {
        Payload compressed = gzip.compress(Payload.copyOf(TEXT));
        assertTrue(refusal(compressed, 100).contains("more than the 100 bytes allowed"));
        assertTrue(refusal(Payload.utf8("something else"), 100).contains("Not in GZIP format"));
        assertTrue(refusal(Payload.empty(), 100).contains("cut short"));
    }

    private String refusal(Payload payload, long maxSize) {
        return assertThrows(PluginException.class, () -> gzip.decompress(payload, maxSize))
                .getMessage();
    }
}
