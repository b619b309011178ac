package io.parley.compressor.gzip.internal;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * RFC 1952, by the JDK.
 *
 * @param level 1 (fastest) to 9 (smallest)
 */
record GzipCodec(int level) {

    private static final int BUFFER = 8192;

    Payload compress(Payload payload) {
        Chunks out = new Chunks(Long.MAX_VALUE);
        try (OutputStream gzip = new LevelledStream(out, level);
                InputStream in = payload.stream()) {
            in.transferTo(gzip);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return out.toPayload();
    }

    Payload decompress(Payload payload, long maxSize) throws PluginException {
        Chunks out = new Chunks(maxSize);
        try (InputStream gzip = new GZIPInputStream(payload.stream(), BUFFER)) {
            gzip.transferTo(out);
        } catch (EOFException e) {
            throw new PluginException("The gzip payload of " + payload.size() + " bytes is cut short", e);
        } catch (ZipException e) {
            throw new PluginException("The gzip payload is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PluginException("The gzip payload cannot be unpacked: " + e.getMessage(), e);
        }
        return out.toPayload();
    }

    /** The JDK's stream has no constructor for the level. */
    private static final class LevelledStream extends GZIPOutputStream {
        LevelledStream(OutputStream out, int level) throws IOException {
            super(out, BUFFER);
            def.setLevel(level);
        }
    }
}
