package io.parley.compressor.zstd.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.plugin.PluginException;
import io.parley.testkit.CompressorContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZstdCompressorTest extends CompressorContract {

    private static final byte[] TEXT = text();

    private final ZstdCompressor zstd = new ZstdCompressor(Map.of());

    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("line ")
                    .append(i * 7919 % 3001)
                    .append(" of ")
                    .append(i * i)
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected Compressor compressor() {
        return zstd;
    }

    @AfterEach
    void close() {
        zstd.deactivate();
    }

    @Test
    void othersUnderstandIt() throws Exception {
        assertArrayEquals(
                TEXT, Zstd.decompress(zstd.compress(Payload.copyOf(TEXT)).toBytes(), TEXT.length));
        assertArrayEquals(
                TEXT,
                zstd.decompress(Payload.copyOf(Zstd.compress(TEXT)), TEXT.length)
                        .toBytes());
    }

    @Test
    void theLevelAppliesToTheNextPayloadAndAWrongOneChangesNothing() throws Exception {
        zstd.configure(Map.of("level", 1));
        long fast = zstd.compress(Payload.copyOf(TEXT)).size();
        zstd.configure(Map.of("level", "19"));
        long small = zstd.compress(Payload.copyOf(TEXT)).size();
        assertTrue(small < fast, small + " and " + fast);

        zstd.configure(Map.of("level", "20"));

        assertEquals(small, zstd.compress(Payload.copyOf(TEXT)).size());
    }

    @Test
    void aWrongLevelIsNamed() {
        assertEquals(
                "io.parley.compressor.zstd: level = 0 is not allowed: a whole number from 1 to 19",
                assertThrows(IllegalArgumentException.class, () -> Level.of(Map.of("level", 0)))
                        .getMessage());
    }

    @Test
    void refusalsAreWords() throws Exception {
        Payload compressed = zstd.compress(Payload.copyOf(TEXT));
        assertTrue(refusal(compressed, 100).contains("more than the 100 allowed"));
        assertTrue(refusal(Payload.utf8("something else"), 100).contains("is not zstd"));
    }

    private String refusal(Payload payload, long maxSize) {
        return assertThrows(PluginException.class, () -> zstd.decompress(payload, maxSize))
                .getMessage();
    }

    @Test
    void aPoolDisposesOfEachItemOnce() {
        List<String> made = new ArrayList<>();
        List<String> disposed = new ArrayList<>();
        Pool<String> pool = new Pool<>(
                2,
                () -> {
                    made.add("item " + made.size());
                    return made.get(made.size() - 1);
                },
                disposed::add);
        String first = pool.take();
        String second = pool.take();
        String third = pool.take();
        pool.give(first);
        assertEquals(first, pool.take());
        pool.give(first);
        pool.give(second);
        pool.give(third);
        assertEquals(List.of(third), disposed);

        String late = pool.take();
        pool.close();
        pool.give(late);

        assertEquals(3, made.size());
        assertEquals(3, disposed.size());
        assertTrue(disposed.containsAll(made));
    }
}
