package io.parley.compressor.gzip.internal;

import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.compressor.CompressorName;
import io.parley.spi.plugin.PluginException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The content encoding {@code gzip}. */
@Component(configurationPid = Level.PID)
@CompressorName("gzip")
@Designate(ocd = Config.class)
public final class GzipCompressor implements Compressor {

    private static final Logger LOG = LoggerFactory.getLogger(GzipCompressor.class);

    private volatile GzipCodec codec = new GzipCodec(Level.DEFAULT);

    /** Takes the configuration; one that is not allowed leaves the last good one, at first the default, in force. */
    @Activate
    @Modified
    void configure(Map<String, ?> properties) {
        try {
            codec = new GzipCodec(Level.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; {} stays in force", e.getMessage(), codec.level());
        }
    }

    @Override
    public Payload compress(Payload payload) {
        return codec.compress(payload);
    }

    @Override
    public Payload decompress(Payload payload, long maxSize) throws PluginException {
        return codec.decompress(payload, maxSize);
    }
}
