package io.parley.compressor.zstd.internal;

import com.github.luben.zstd.util.Native;
import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.compressor.CompressorName;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The content encoding {@code zstd}. */
@Component(configurationPid = Level.PID)
@CompressorName("zstd")
@Inline
@Designate(ocd = Config.class)
public final class ZstdCompressor implements Compressor {

    private static final Logger LOG = LoggerFactory.getLogger(ZstdCompressor.class);

    private volatile ZstdCodec codec;

    /**
     * Takes the first configuration; one that is not allowed leaves the default in force.
     *
     * @throws IllegalStateException when there is no native library for this platform
     */
    @Activate
    public ZstdCompressor(Map<String, ?> properties) {
        try {
            Native.load();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "zstd's native library does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + e.getMessage()
                            + ". There are libraries for Linux, macOS (x86-64, aarch64) and Windows (x86-64)",
                    e);
        }
        codec = new ZstdCodec(Level.DEFAULT);
        configure(properties);
    }

    /** Takes a configuration; one that is not allowed leaves the last good one in force. */
    @Modified
    void configure(Map<String, ?> properties) {
        try {
            int level = Level.of(properties);
            ZstdCodec before = codec;
            if (level != before.level()) {
                codec = new ZstdCodec(level);
                before.close();
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; {} stays in force", e.getMessage(), codec.level());
        }
    }

    @Deactivate
    void deactivate() {
        codec.close();
    }

    @Override
    public Payload compress(Payload payload) throws PluginException {
        return codec.compress(payload);
    }

    @Override
    public Payload decompress(Payload payload, long maxSize) throws PluginException {
        return codec.decompress(payload, maxSize);
    }
}
