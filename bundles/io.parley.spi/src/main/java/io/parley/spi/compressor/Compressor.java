package io.parley.spi.compressor;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Applies and undoes one content encoding. Registered with {@link CompressorName}.
 *
 * <p>Called by many threads at once, on lane workers unless marked {@link io.parley.spi.plugin.Inline}; must not wait for
 * other work. Payloads are read only; a returned payload is given away. Any exception ends that one call only.
 */
@ConsumerType
public interface Compressor {

    /** The encoded bytes; they may be more than before. */
    Payload compress(Payload payload) throws PluginException;

    /**
     * The bytes as they were.
     *
     * @param payload made by {@link #compress} of this or an earlier version
     * @param maxSize the most bytes that may come out; it stops there instead of filling the memory
     * @throws PluginException when the bytes are damaged or would become more than {@code maxSize}
     */
    Payload decompress(Payload payload, long maxSize) throws PluginException;

    /** The version of the form that {@link #compress} makes. {@link #decompress} must understand it and each lower one. */
    default int version() {
        return 1;
    }
}
