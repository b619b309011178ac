package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.plugin.PluginException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every {@link Compressor} keeps. */
public abstract class CompressorContract {

    private static final long SEED = 20_260_101;

    private final Random random = new Random(SEED);

    /** The one under test; asked for once a test. */
    protected abstract Compressor compressor();

    @Test
    void bytesComeBackAsTheyWere() throws Exception {
        Compressor compressor = compressor();
        for (int size : new int[] {1, 2, 255, 256, 4096, 65_535, 65_536, 1_000_003, 5 << 20}) {
            assertRoundTrip(compressor, Payloads.bytes(random, size));
        }
        for (int i = 0; i < 200; i++) {
            assertRoundTrip(compressor, Payloads.bytes(random, random.nextInt(1 << random.nextInt(18))));
        }
    }

    private void assertRoundTrip(Compressor compressor, byte[] bytes) throws PluginException {
        Payload compressed = compressor.compress(Payloads.cut(random, bytes));
        Payload cutAnew = Payloads.cut(random, compressed.toBytes());

        Payload back = compressor.decompress(cutAnew, bytes.length);

        assertEquals(bytes.length, back.size());
        assertArrayEquals(bytes, back.toBytes());
    }

    @Test
    void anEmptyPayloadStaysEmpty() throws Exception {
        Compressor compressor = compressor();

        Payload compressed = compressor.compress(Payload.empty());

        assertEquals(0, compressor.decompress(compressed, 0).size());
        assertEquals(0, compressor.decompress(compressed, 1000).size());
    }

    @Test
    void whatRepeatsBecomesSmall() throws Exception {
        Compressor compressor = compressor();

        Payload compressed = compressor.compress(Payload.wrap(ByteBuffer.wrap(new byte[1 << 20])));

        assertTrue(compressed.size() < 1 << 14, () -> "a MiB of zeros became " + compressed.size() + " bytes");
    }

    @Test
    void theInputIsOnlyRead() throws Exception {
        Compressor compressor = compressor();
        byte[] bytes = Payloads.bytes(random, 10_000);
        Payload payload = Payload.wrap(ByteBuffer.wrap(bytes.clone()));

        Payload compressed = compressor.compress(payload);
        byte[] before = compressed.toBytes();
        compressor.decompress(compressed, bytes.length);

        assertArrayEquals(bytes, payload.toBytes());
        assertArrayEquals(before, compressed.toBytes());
    }

    @Test
    void moreThanAllowedDoesNotComeOut() throws Exception {
        Compressor compressor = compressor();
        Payload bomb = compressor.compress(Payload.wrap(ByteBuffer.wrap(new byte[64 << 20])));

        assertRefused(() -> compressor.decompress(bomb, 0));
        assertRefused(() -> compressor.decompress(bomb, 1000));
        assertRefused(() -> compressor.decompress(bomb, (64 << 20) - 1));
        assertEquals(64 << 20, compressor.decompress(bomb, 64 << 20).size());
        assertEquals(64 << 20, compressor.decompress(bomb, Long.MAX_VALUE).size());
    }

    @Test
    void somethingElseIsRefused() throws Exception {
        Compressor compressor = compressor();

        assertRefused(() -> compressor.decompress(Payload.empty(), 1000));
        assertRefused(() -> compressor.decompress(Payload.utf8("never compressed"), 1000));
    }

    @Test
    void aTruncatedPayloadIsRefusedWhereverItEnds() throws Exception {
        Compressor compressor = compressor();
        byte[] compressed = compressor
                .compress(Payload.wrap(ByteBuffer.wrap(Payloads.bytes(random, 3000))))
                .toBytes();
        for (int length = 0; length < compressed.length; length++) {
            byte[] part = Arrays.copyOf(compressed, length);
            assertRefused(() -> compressor.decompress(Payload.copyOf(part), 10_000));
        }
    }

    /** Some bits mean nothing; but never do other bytes come out than went in. */
    @Test
    void aFlippedBitIsRefusedOrMeansNothing() throws Exception {
        Compressor compressor = compressor();
        byte[] bytes = Payloads.bytes(random, 2000);
        byte[] compressed =
                compressor.compress(Payload.wrap(ByteBuffer.wrap(bytes))).toBytes();
        int refused = 0;
        for (int bit = 0; bit < compressed.length * 8; bit++) {
            byte[] damaged = compressed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertArrayEquals(
                        bytes,
                        compressor.decompress(Payload.copyOf(damaged), 10_000).toBytes(),
                        "bit " + bit);
            } catch (PluginException e) {
                assertFalse(e.getMessage().isBlank());
                refused++;
            }
        }
        assertTrue(refused > compressed.length * 7, refused + " of " + compressed.length * 8 + " bits are checked");
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Compressor compressor = compressor();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random own = new Random(i);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 50; round++) {
                    byte[] bytes = Payloads.bytes(own, own.nextInt(20_000));
                    try {
                        Payload compressed = compressor.compress(Payloads.cut(own, bytes));
                        assertArrayEquals(
                                bytes, compressor.decompress(compressed, 20_000).toBytes());
                    } catch (PluginException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    private static void assertRefused(Executable action) {
        assertFalse(assertThrows(PluginException.class, action).getMessage().isBlank());
    }
}
