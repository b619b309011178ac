package io.parley.compressor.zstd.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * RFC 8878: one frame a payload, with its content's size, which says beforehand how much will come out, and checksum.
 * Safe for all threads.
 */
final class ZstdCodec implements AutoCloseable {

    private static final int LARGEST = Integer.MAX_VALUE - 8;
    private static final int POOLED = 2 * Runtime.getRuntime().availableProcessors();

    private final int level;
    private final Pool<ZstdCompressCtx> compressors;
    private final Pool<ZstdDecompressCtx> decompressors;

    /** @param level 1 (fastest) to 19 (smallest) */
    ZstdCodec(int level) {
        this.level = level;
        compressors = new Pool<>(
                POOLED,
                () -> new ZstdCompressCtx().setLevel(level).setChecksum(true).setContentSize(true),
                ZstdCompressCtx::close);
        decompressors = new Pool<>(POOLED, ZstdDecompressCtx::new, ZstdDecompressCtx::close);
    }

    int level() {
        return level;
    }

    Payload compress(Payload payload) throws PluginException {
        long bound = Zstd.compressBound(payload.size());
        if (payload.size() > LARGEST || bound > LARGEST) {
            throw new PluginException("zstd takes payloads of up to 2 GiB, not of " + payload.size() + " bytes");
        }
        byte[] from = payload.toBytes();
        byte[] to = new byte[(int) bound];
        ZstdCompressCtx context = compressors.take();
        int size;
        try {
            size = context.compressByteArray(to, 0, to.length, from, 0, from.length);
        } catch (ZstdException e) {
            throw new PluginException("zstd cannot compress the payload: " + e.getMessage(), e);
        } finally {
            compressors.give(context);
        }
        // What waits for long should not hold the room it might have needed.
        return Payload.wrap(
                size < to.length - to.length / 4
                        ? ByteBuffer.wrap(Arrays.copyOf(to, size))
                        : ByteBuffer.wrap(to, 0, size));
    }

    Payload decompress(Payload payload, long maxSize) throws PluginException {
        if (payload.size() > LARGEST) {
            throw new PluginException("zstd takes payloads of up to 2 GiB, not of " + payload.size() + " bytes");
        }
        byte[] from = payload.toBytes();
        byte[] to = new byte[contentSize(from, maxSize)];
        ZstdDecompressCtx context = decompressors.take();
        int size;
        try {
            size = context.decompressByteArray(to, 0, to.length, from, 0, from.length);
        } catch (ZstdException e) {
            throw new PluginException(
                    "The zstd payload of " + from.length + " bytes is damaged or cut short: " + e.getMessage(), e);
        } finally {
            decompressors.give(context);
        }
        if (size != to.length) {
            throw new PluginException("The zstd payload is damaged: it says " + to.length + " bytes and holds " + size);
        }
        return Payload.wrap(ByteBuffer.wrap(to));
    }

    private static int contentSize(byte[] from, long maxSize) throws PluginException {
        long size = from.length == 0 ? -1 : Zstd.getFrameContentSize(from);
        if (size < 0) {
            throw new PluginException("The payload of " + from.length
                    + " bytes is not zstd, is cut short, or does not say how large its content is");
        }
        if (size > maxSize || size > LARGEST) {
            throw new PluginException("The zstd payload would become " + size + " bytes, more than the "
                    + Math.min(maxSize, LARGEST) + " allowed");
        }
        return (int) size;
    }

    /** Calls under way end as they would; later ones still work, at a higher cost. */
    @Override
    public void close() {
        compressors.close();
        decompressors.close();
    }
}
